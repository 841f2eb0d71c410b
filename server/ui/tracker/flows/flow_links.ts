import type { FlowLink } from "../../../../tracking/flows/flow_run.ts";
import { versionPath } from "../models/model_links.ts";
import { runPath } from "../run/run_links.ts";

/** The page of one run of a flow. */
export function flowRunPath(flowRunId: string): string {
  return `/flows/${encodeURIComponent(flowRunId)}`;
}

/** The runs of flows that made or used a thing. */
export function linkedRunsPath({ kind, target }: Pick<FlowLink, "kind" | "target">): string {
  return `/flows?${new URLSearchParams({ kind, target })}`;
}

/** Where the thing that a run of a flow made or used can be looked at; undefined where no page shows it. */
export function linkPath(flowRunId: string, { kind, target }: FlowLink): string | undefined {
  if (kind === "run") return runPath(target);
  if (kind === "judgement") return `/monitoring/judgement?id=${encodeURIComponent(target)}`;
  if (kind === "report") return `${flowRunPath(flowRunId)}/report?path=${encodeURIComponent(target)}`;
  const [, name, version] = kind === "model_version" ? /^(.+)\/(\d+)$/s.exec(target) ?? [] : [];
  return name === undefined ? undefined : versionPath(name, Number(version));
}
