// Vere: an unauthenticated control port from 12321 upwards on loopback, the next free one for each ship of a host.
export const controlPorts = { first: 12_321, last: 12_399 } as const;
