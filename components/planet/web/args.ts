/**
 * The ship's web interface over TLS, by nginx on the same machine; the ship itself answers on loopback only. Needs tcp/80 open to
 * the whole world, since certificates are proven over it, and tcp/443. Giving it accepts the terms of the certificate authority.
 */
export type WebArgs = OwnDomainArgs | ArvoNetworkArgs;

/** A name of your own. */
export interface OwnDomainArgs {
  mode?: "own";
  /**
   * Full name in lower case that leads to the machine, such as `ship.example.org`. Its first certificate is asked for once it does.
   * Changing it gets the new name a certificate in place; the ship goes on. Errors: no full name, below arvo.network, or a neighbour's.
   */
  domain: string;
  /** Who certifies the name. Defaults to Let's Encrypt, without an email address. Changing it gets another certificate in place. */
  acme?: AcmeArgs;
}

/**
 * `<ship>.arvo.network`, which stars and planets get from the network itself: with this in place, run `|dns-config` in the ship.
 * The first certificate is asked for once the name leads to the machine.
 */
export interface ArvoNetworkArgs {
  mode: "arvo";
  /** Who certifies the name. Defaults to Let's Encrypt, without an email address. Changing it gets another certificate in place. */
  acme?: AcmeArgs;
}

export const namedAuthorities = ["letsencrypt", "letsencrypt-staging"] as const;

/** Each authority keeps account and certificates in a folder of its own on the data volume, so that going back asks for nothing again. */
export interface AcmeArgs {
  /**
   * `letsencrypt`, `letsencrypt-staging` for trials, whose certificates no browser believes, or the https address of another ACME
   * directory. Defaults to `letsencrypt`, which gives five equal certificates a week.
   */
  authority?: string;
  /** Address that the authority may write to. Defaults to none. Changing it counts from the next account on. */
  email?: string;
}
