/** Lines of code that can be run, and those that tests ran. */
interface Lines {
  found: number;
  hit: number;
}

/**
 * One line on what share of the code's lines the tests ran, in all and room by room, the least covered first.
 *
 * @param lcov report in lcov's format, as `deno coverage --lcov` prints it
 * @param root absolute path of the checkout
 */
export function summarizeCoverage(lcov: string, root: string): string {
  const rooms = new Map<string, Lines>();
  for (const record of lcov.split("end_of_record")) {
    const file = /^SF:(.*)$/m.exec(record)?.[1];
    if (file === undefined) continue;
    const room = file.replaceAll("\\", "/").slice(root.length).split("/")[0];
    const lines = rooms.get(room) ?? { found: 0, hit: 0 };
    lines.found += Number(/^LF:(\d+)$/m.exec(record)?.[1] ?? 0);
    lines.hit += Number(/^LH:(\d+)$/m.exec(record)?.[1] ?? 0);
    rooms.set(room, lines);
  }
  const all = [...rooms].filter(([, lines]) => lines.found > 0);
  const share = ({ found, hit }: Lines) => 100 * hit / found;
  const total = all.reduce((sum, [, { found, hit }]) => ({ found: sum.found + found, hit: sum.hit + hit }), {
    found: 0,
    hit: 0,
  });
  if (total.found === 0) return "Coverage: no lines were run";
  const parts = all.sort(([, a], [, b]) => share(a) - share(b))
    .map(([room, lines]) => `${room} ${share(lines).toFixed(1)} %`);
  return `Coverage: ${share(total).toFixed(1)} % of ${total.found} lines (${parts.join(", ")})`;
}
