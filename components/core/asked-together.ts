interface Question<Found> {
  readonly key: string;
  readonly answer: (found: readonly Found[]) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Asks a vendor about many keys in few calls: the first goes out at once, and whatever is asked while a call is under way
 * goes out together as the next one. A fleet that is looked up one by one uses up a vendor's hourly allowance.
 */
export function askedTogether<Found>(
  look: (keys: readonly string[]) => Promise<readonly Found[]>,
  keyOf: (found: Found) => string | undefined,
  most: number,
): (key: string) => Promise<readonly Found[]> {
  const waiting: Question<Found>[] = [];
  let underWay = false;
  const work = async (): Promise<void> => {
    underWay = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, most);
      try {
        const found = await look(batch.map(({ key }) => key));
        // What one key alone brought is about that key, whether it says so or not.
        const about = (key: string) => (batch.length === 1 ? found : found.filter((each) => keyOf(each) === key));
        for (const { key, answer } of batch) answer(about(key));
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
    }
    underWay = false;
  };
  return (key) =>
    new Promise((answer, fail) => {
      waiting.push({ key, answer, fail });
      if (!underWay) void work();
    });
}
