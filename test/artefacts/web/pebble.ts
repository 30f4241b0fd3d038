import { goTool } from "../go-tool";

/** Let's Encrypt's small ACME server for tests. */
export function pebble(): string {
  return goTool("github.com/letsencrypt/pebble/v2/cmd/pebble", "v2.10.1");
}
