/** The first line of an error: the sentence; the others are where it came from. */
export function firstLine(text: string): string {
  return text.split("\n", 1)[0];
}
