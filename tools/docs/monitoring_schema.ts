// Writes docs/reference/monitoring.schema.json from the schema that the code holds the document against: ./denow task docs.
// With --check it fails where that file is not up to date.
import { z } from "zod";
import { MONITORING_DOCUMENT } from "../../pipeline/monitoring/monitoring_document.ts";
import { formatJson, writeOrCheckPage } from "./generated_page.ts";
import { runTool } from "../run_tool.ts";

if (import.meta.main) {
  await runTool(async () =>
    await writeOrCheckPage("docs/reference/monitoring.schema.json", await formatJson(monitoringSchema()))
  );
}

/** What `taxi report --json` prints, as JSON Schema 2020-12. */
export function monitoringSchema() {
  return { title: "taxi report and taxi monitor", ...z.toJSONSchema(MONITORING_DOCUMENT) };
}
