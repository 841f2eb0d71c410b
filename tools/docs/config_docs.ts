// Writes docs/reference/config.md from the declared settings: ./denow task docs. With --check it fails where that file is not
// up to date.
import { type Setting, SETTINGS } from "../../lib/settings.ts";
import { formatMarkdown, markdownTable, writeOrCheckPage } from "./generated_page.ts";
import { runTool } from "../run_tool.ts";

if (import.meta.main) {
  await runTool(async () =>
    await writeOrCheckPage("docs/reference/config.md", await formatMarkdown(configPage(SETTINGS)))
  );
}

/** The settings as a page. */
export function configPage(settings: readonly Setting[]): string {
  const rows = settings.map(({ name, does, unset }) => [`\`${name}\``, does, unset]);
  return `# Configuration

A command is told what to do by its [options](cli.md); these environment variables say where and how. There
are two configuration files: that of [conditions](../monitoring.md#conditions-of-your-own) for \`taxi report\` and \`taxi monitor\`, and that
of [schedules](../how-to/run_flows.md#on-schedules) for \`taxi flow\`. The page is written by \`./denow task docs\` from [the list in the code](../../lib/settings.ts),
and a test holds that list against every variable that the code reads.

${markdownTable([["variable", "does", "when unset"], ...rows])}

The systemd unit [taxi.service](../../packaging/taxi.service) has four settings more, which it turns into options of
\`taxi serve\`: \`TAXI_MODEL\`, \`TAXI_HOST\`, \`TAXI_PORT\`, and \`TAXI_OPTIONS\` for all others.

## The home

| in the home | holds |
| --- | --- |
| \`trips/\` | stored months: kept trips, rejected rows with their rule, a manifest |
| \`models/\` | [model files](model_file.md), one a run |
| \`artifacts/\` | files of runs, by their SHA-256 |
| \`reports/\` | HTML reports |
| \`tracking.db\` | experiments, runs, registered models (SQLite) |
| \`predictions.db\` | what was served, what it really took and what \`taxi monitor\` found of it (SQLite) |
| \`tokens.json\` | hashes of the [tokens](../how-to/protect_the_api.md) that a server takes |
| \`zones.json\` | the map of the city's zones, for the playground |
| \`locks/\` | lock files; they hold nothing |

Back up the whole folder while no command writes. Every command that uses a home takes \`--home\`.
`;
}
