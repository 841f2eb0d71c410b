import tokens from "../../../reports/tokens.css" with { type: "text" };
import content from "../content.css" with { type: "text" };
import header from "../page_header.css" with { type: "text" };
import { joinModules } from "../join_modules.ts";
import chartScript from "./charts/charts.js" with { type: "text" };
import charts from "./charts/charts.css" with { type: "text" };
import commands from "./components/commands.css" with { type: "text" };
import markdown from "./components/markdown.css" with { type: "text" };
import live from "./components/live.js" with { type: "text" };
import copy from "./components/copy.js" with { type: "text" };
import flowKeys from "./flows/flow_keys.js" with { type: "text" };
import flows from "./flows/flows.css" with { type: "text" };
import compare from "./compare/compare.css" with { type: "text" };
import models from "./models/models.css" with { type: "text" };
import runScript from "./run/run.js" with { type: "text" };
import run from "./run/run.css" with { type: "text" };
import chosenColumns from "./runs/chosen_columns.js" with { type: "text" };
import completions from "./runs/completions.js" with { type: "text" };
import liveRuns from "./runs/live_runs.js" with { type: "text" };
import rowKeys from "./runs/row_keys.js" with { type: "text" };
import runs from "./runs/runs.css" with { type: "text" };
import startRuns from "./runs/start_runs.js" with { type: "text" };
import style from "./tracker.css" with { type: "text" };
import script from "./tracker.js" with { type: "text" };

/** All styles of the pages as one. */
export const TRACKER_STYLE: string = [
  tokens,
  header,
  content,
  style,
  commands,
  models,
  compare,
  charts,
  markdown,
  run,
  runs,
  flows,
]
  .join("\n");

const RUNS = [chosenColumns, completions, liveRuns, rowKeys, startRuns];

/** All modules of the pages as one. */
export const TRACKER_SCRIPT: string = joinModules([
  script,
  copy,
  chartScript,
  runScript,
  live,
  flowKeys,
  ...RUNS,
]);
