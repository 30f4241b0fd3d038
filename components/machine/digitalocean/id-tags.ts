// Firewalls and reserved addresses carry no tags, and no list of DigitalOcean's provider tells of them. The machine's droplet
// and volume carry their ids for them, in tags, which can be listed.

const key = "roadstead-id";

/** Tag that remembers the id of what has this URN mark. Tags hold no dots, and an id never has both dots and dashes. */
export function idTag(mark: string, id: string): string {
  return [key, mark, id.replaceAll(".", "-")].join(":");
}

/** Whether the vendor says so that something is not there. A tag may outlive what it remembers. */
export function isGone(error: unknown): boolean {
  const said = error instanceof Error ? error.message : String(error);
  return /not found|\b404\b|no (reserved ip|firewall)/i.test(said);
}

/** Something remembered by a tag. */
export interface Remembered {
  readonly mark: string;
  readonly id: string;
}

/** Ids out of tags; tags of other kinds are passed over. */
export function idsIn(tags: readonly string[]): readonly Remembered[] {
  return tags.flatMap((tag): Remembered[] => {
    const [, mark, spelled] = /^roadstead-id:([0-9a-f]{40}):([0-9a-f-]+)$/.exec(tag) ?? [];
    if (mark === undefined || spelled === undefined) return [];
    const isAddress = /^\d{1,3}(-\d{1,3}){3}$/.test(spelled);
    return [{ mark, id: isAddress ? spelled.replaceAll("-", ".") : spelled }];
  });
}
