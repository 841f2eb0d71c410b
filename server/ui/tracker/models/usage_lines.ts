import { shellWord } from "../../../../lib/shell_word.ts";
import type { ModelVersion } from "../../../../tracking/model_rows.ts";
import type { CommandLine } from "../components/commands.tsx";

const TRIP = `{"PULocationID":161,"DOLocationID":236,"trip_distance":2.5}`;

/** How a version is served, loaded and asked for, by an alias where one points to it. */
export function usageLines(version: ModelVersion, origin: string): CommandLine[] {
  const { name, version: number, aliases, sha256 } = version;
  const alias = aliases.includes("champion") ? "champion" : aliases[0];
  const named = alias === undefined ? `${name}/${number}` : `${name}@${alias}`;
  const served: CommandLine[] = sha256 === null ? [] : [
    { label: "Serve it", text: `taxi serve --model ${shellWord(named)}` },
    {
      label: "curl, once it is served",
      text: `curl -s ${origin}/predict -H 'content-type: application/json' -d '${TRIP}'`,
    },
    { label: "Its card", text: `taxi models card ${shellWord(named)}` },
  ];
  return [
    ...served,
    {
      label: "Python",
      text: `import mlflow\n\nmlflow.set_tracking_uri(${
        JSON.stringify(origin)
      })\nmodel = mlflow.pyfunc.load_model(${JSON.stringify(`models:/${named}`)})`,
    },
    {
      label: "curl, what is registered",
      text: `curl -s -G ${origin}/api/2.0/mlflow/model-versions/get --data-urlencode ${
        shellWord(`name=${name}`)
      } -d version=${number}`,
    },
  ];
}
