/** Milliseconds as seconds with what is worth saying of them: `0.25 s`, `90 s`. */
export function formatSeconds(milliseconds: number): string {
  return `${Number((milliseconds / 1000).toPrecision(3))} s`;
}
