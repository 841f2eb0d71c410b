import type { FlowLink } from "../../../../tracking/flows/flow_run.ts";
import { runPath } from "../run/run_links.ts";
import { versionPath } from "../models/model_links.ts";

/** The page of one run of a flow. */
export function flowRunPath(flowRunId: string): string {
  return `/flows/${encodeURIComponent(flowRunId)}`;
}

/** Where the thing that a flow made or used can be looked at; undefined where no page shows it. */
export function linkPath({ kind, target }: FlowLink): string | undefined {
  if (kind === "run") return runPath(target);
  if (kind === "judgement") return `/monitoring/judgement?id=${encodeURIComponent(target)}`;
  const [, name, version] = kind === "model_version" ? /^(.+)\/(\d+)$/.exec(target) ?? [] : [];
  return name === undefined ? undefined : versionPath(name, Number(version));
}
