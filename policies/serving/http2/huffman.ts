// Texts in headers may come in the Huffman code of RFC 7541, appendix B. It is canonical: how long each byte's word is says
// everything. One letter for each byte, and one for the end mark: `a` is a word of 5 bits, `z` one of 30.
const lengths =
  "isxxxxxxxtzxxzxxxxxxxxzxxxxxxxxxbffhibdgffdgdbbbaaabbbbbbbcdkbhfibccccccccccccccccccccccdcdioijbkabababbbaccbbbabcbaabccccckgjix" +
  "prpprrrsrssssststtrstssssqrsrsstrqprrssqsrrtqrssqqrqsrssprrrsrrsvvporsruvvvwwvtuoqvwwvwtqqvvxwwwptpqrqqsrruuttvsvwvvwwwwwxwwwwwvz";
const shortest = 5;
const longest = 30;
const endMark = 256;

/** For each length: the first word, and the bytes whose words follow one upon another from there. */
const words: readonly { readonly first: number; readonly bytes: readonly number[] }[] = (() => {
  const found: { first: number; bytes: number[] }[] = [];
  let next = 0;
  for (let length = 0; length <= longest; length += 1, next *= 2) {
    const bytes = [...lengths].flatMap((letter, byte) =>
      letter.charCodeAt(0) - 97 + shortest === length ? [byte] : [],
    );
    found.push({ first: next, bytes });
    next += bytes.length;
  }
  return found;
})();

/** The text, a character for each byte; undefined where the bytes are no such text. */
export function huffmanText(coded: Uint8Array): string | undefined {
  let text = "";
  let word = 0;
  let length = 0;
  let isOnes = true;
  for (const byte of coded) {
    for (let bit = 7; bit >= 0; bit -= 1) {
      const one = (byte >> bit) & 1;
      isOnes &&= one === 1;
      word = word * 2 + one;
      length += 1;
      if (length > longest) return undefined;
      const row = words[length];
      const meant = row === undefined || word < row.first ? undefined : row.bytes[word - row.first];
      if (meant === undefined) continue;
      if (meant === endMark) return undefined;
      text += String.fromCharCode(meant);
      word = 0;
      length = 0;
      isOnes = true;
    }
  }
  // The rest of the last byte is filled with ones, never a whole byte of them.
  return length < 8 && isOnes ? text : undefined;
}
