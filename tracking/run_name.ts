const ADJECTIVES =
  "able amber brave bright calm clever crisp eager early fair fast gentle glad golden grand keen kind lively lucky merry neat polite proud quick quiet ready smart snowy steady sunny swift warm"
    .split(" ");
const NOUNS =
  "arrow badger beacon bison brook cedar comet crane delta dune falcon fern finch fjord grove harbor heron lark lynx maple meadow otter pebble pine raven reef river robin spruce stone tiger willow"
    .split(" ");

/**
 * A name that people can say, such as `calm-otter-417`, for a run that was given none. Not unique: the id is.
 *
 * @param random uniform numbers in [0, 1)
 */
export function runName(random: () => number): string {
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)];
  return `${pick(ADJECTIVES)}-${pick(NOUNS)}-${Math.floor(random() * 1000)}`;
}
