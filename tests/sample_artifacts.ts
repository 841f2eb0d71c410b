import { join } from "node:path";
import { TableWriter } from "../pipeline/engines/table_writer.ts";
import type { Tracking } from "../tracking/tracking_store.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

/** A picture of 16 by 8 pixels. */
const PNG = Uint8Array.fromBase64(
  "iVBORw0KGgoAAAANSUhEUgAAABAAAAAICAAAAADVHSBLAAAAFElEQVR42mOQ/oQKGdD40gx0UQEA3odDQSJPRxQAAAAASUVORK5CYII=",
);

const HTML =
  `<!doctype html><html lang="en"><head><title>Errors</title><style>h1 { color: #15803d }</style></head>
<body><h1>Errors by hour</h1><p id="said">Not run</p>
<script>document.getElementById("said").textContent = "Run"; try { parent.document.title = "taken" } catch { /* apart */ }</script>
</body></html>`;

/** Artifacts of every kind that a page can show, and one that it cannot. */
export async function logSampleArtifacts(tracking: Tracking, runId: string): Promise<void> {
  const files: Record<string, string | Uint8Array> = {
    "notes.txt": `Trained on a rainy day.\n${"A long line. ".repeat(80)}\n<script>alert("notes")</script>\n`,
    "config/params.json": JSON.stringify({ kind: "gbdt", trees: 200, zones: [74, 138], "<b>": null }),
    "config/flow.yaml": "months:\n  - 2024-03\n  - 2024-04\n",
    "plots/errors.png": PNG,
    "plots/errors.html": HTML,
    "plots/<img src=x onerror=alert(1)>.txt": "hostile name",
    "tables/zones.csv":
      `zone,minutes,note\n74,12.4,"East Harlem, North"\n138,27.9,<script>alert("csv")</script>\n${
        Array.from({ length: 400 }, (_, i) => `${i},${i / 10},row ${i}\n`).join("")
      }`,
    "tables/zones.parquet": await sampleParquet(),
    "model/MLmodel":
      "flavors:\n  python_function:\n    loader_module: taxi\nmodel_uuid: m-0\nsignature:\n  inputs: '[]'\n",
    "model/model.bin": new Uint8Array(70_000).map((_, i) => i * 7 % 256),
    "empty.txt": "",
  };
  const encoder = new TextEncoder();
  for (const [path, content] of Object.entries(files)) {
    await tracking.artifacts.log(
      runId,
      path,
      typeof content === "string" ? encoder.encode(content) : content,
    );
  }
}

/** A Parquet file of three rows; the minutes of the last one are missing. */
export function sampleParquet(): Promise<Uint8Array> {
  return withTemporaryFolder(async (folder) => {
    const path = join(folder, "zones.parquet");
    const writer = new TableWriter(path, "parquet", {
      PULocationID: "int32",
      zone: "string",
      minutes: "float64",
    });
    await writer.write({
      rows: 3,
      columns: {
        PULocationID: { type: "int32", values: Int32Array.of(74, 138, 265) },
        zone: {
          type: "string",
          values: Int32Array.of(0, 1, 2),
          levels: ["East Harlem North", "LaGuardia Airport", "Outside of NYC"],
        },
        minutes: {
          type: "float64",
          values: Float64Array.of(12.4, 27.9, 0),
          valid: Uint8Array.of(1, 1, 0),
        },
      },
    });
    await writer.finish();
    return await Deno.readFile(path);
  });
}
