import type { Lookups } from "./lookup";

/** What no vendor holds, so that making it again is no second thing. */
export const repeatableLookups: Lookups = {
  "command:remote:Command": {
    kind: "repeatable",
    why: "every command of Roadstead may run again on the same machine; whether the ship may start is the licence's to say",
  },
  "pulumi:index:Stash": { kind: "repeatable", why: "it lives in the state only" },
  "random:index/randomId:RandomId": { kind: "repeatable", why: "it lives in the state only" },
  "random:index/randomPassword:RandomPassword": { kind: "repeatable", why: "it lives in the state only" },
  "tls:index/privateKey:PrivateKey": { kind: "repeatable", why: "it lives in the state only" },
};
