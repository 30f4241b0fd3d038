/**
 * Answers the same question about the same text once, where that is worth it: hundreds of machines boot from texts that
 * differ in a few lines, and several rules read the same one. Forgets everything when it holds too many.
 */
export function remembering<Answer>(
  answerTo: (text: string) => Answer,
  limits: { readonly texts: number; readonly longest: number },
): (text: string) => Answer {
  const known = new Map<string, { readonly answer: Answer }>();
  return (text) => {
    if (text.length > limits.longest) return answerTo(text);
    const before = known.get(text);
    if (before !== undefined) return before.answer;
    const answer = answerTo(text);
    if (known.size >= limits.texts) known.clear();
    known.set(text, { answer });
    return answer;
  };
}
