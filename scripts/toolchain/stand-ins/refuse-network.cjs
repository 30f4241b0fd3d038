// Stand-in for a machine without a network: loaded into a Node process by --require.
globalThis.fetch = async () => {
  throw new TypeError("fetch failed", { cause: new Error("stand-in: the network is away") });
};
