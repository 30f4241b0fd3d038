/** What an environment costs, as its outputs tell it: "41.50 EUR + 24.00 USD a month". */
export function costText(outputs: Readonly<Record<string, unknown>>): string | undefined {
  const cost = outputs["monthlyCost"];
  if (typeof cost !== "object" || cost === null) return undefined;
  const amounts = Object.entries(cost).map(([currency, amount]) => `${Number(amount).toFixed(2)} ${currency}`);
  return amounts.length === 0 ? undefined : `${amounts.join(" + ")} a month`;
}
