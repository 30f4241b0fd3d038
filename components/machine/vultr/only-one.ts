/** The provider's answers where a search ends with nothing, or with several: it gives exactly one thing, or an error. */
const nothing = /no results were found/;
const several = /too many results/;

/** What a data source of Vultr found; undefined where there is nothing. Several that cannot be told apart are an error that says so. */
export async function onlyOne<Found>(what: string, answer: Promise<Found>): Promise<Found | undefined> {
  try {
    return await answer;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (nothing.test(message)) return undefined;
    if (!several.test(message)) throw error;
    throw new Error(
      `several at Vultr are labelled ${what}. Look which one holds the data, and relabel or delete the others there.`,
    );
  }
}
