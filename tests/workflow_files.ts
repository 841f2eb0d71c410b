import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import settings from "../deno.json" with { type: "json" };

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** A step of a job, as far as the tests look into it. */
export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

/** A workflow of GitHub Actions, as far as the tests look into it. */
export interface Workflow {
  readonly on: unknown;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, { readonly "timeout-minutes"?: number; readonly steps: Step[] }>>;
}

/** Reads a workflow. */
export function parseWorkflow(text: string): Workflow {
  return parse(text);
}

/** Every step of a workflow. */
export function stepsOf(workflow: Workflow): Step[] {
  return Object.values(workflow.jobs).flatMap(({ steps }) => steps);
}

/**
 * What is wrong with how a workflow's text names the actions it uses: each by a whole commit hash, with the version that
 * this is in a comment.
 */
export function pinFaults(text: string): string[] {
  return Array.from(text.matchAll(/^[ -]*uses: *(.*)$/gm), ([, uses]) => uses)
    .filter((uses) => !/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*$/.test(uses))
    .map((uses) => `"${uses}" is not pinned, expected OWNER/NAME@40-HEX-DIGITS # vVERSION`);
}

/** What is wrong with a workflow as a whole. */
export function workflowFaults(workflow: Workflow): string[] {
  const faults: string[] = [];
  if (JSON.stringify(workflow.on).includes("pull_request_target")) {
    faults.push("pull_request_target runs a stranger's code with this project's secrets");
  }
  if (typeof workflow.permissions !== "object" || workflow.permissions === null) {
    faults.push(`permissions are ${workflow.permissions}, expected a list of those it needs`);
  }
  for (const [name, job] of Object.entries(workflow.jobs)) {
    if (job["timeout-minutes"] === undefined) faults.push(`the job ${name} has no timeout-minutes`);
  }
  for (const step of stepsOf(workflow)) {
    if (step.uses?.startsWith("actions/checkout@") && step.with?.["persist-credentials"] !== false) {
      faults.push("a checkout keeps its token, expected persist-credentials: false");
    }
  }
  return faults;
}

/**
 * What keeps a step's command from being run as it is on any machine: it is neither a task of deno.json, nor a script of
 * tools, nor one of `others`.
 */
export function commandFault(command: string, others: readonly RegExp[] = []): string | undefined {
  if (command.includes("${{")) return `"${command}" holds an expression, expected it in env`;
  if (command === ".ci/run" || others.some((other) => other.test(command))) return undefined;
  const version = /^version=(.*)$/m.exec(Deno.readTextFileSync(join(ROOT, "denow")))![1];
  const [, deno, words] = /^(\.\/denow|npx --yes deno@[\d.]+) (.*)$/.exec(command) ?? [];
  if (deno?.startsWith("npx") && !deno.endsWith(`@${version}`)) {
    return `"${command}" takes another Deno than denow, expected ${version}`;
  }
  const task = /^task (?:--quiet )?([\w:]+)/.exec(words ?? "")?.[1];
  if (task !== undefined) {
    return Object.hasOwn(settings.tasks, task) ? undefined : `there is no task "${task}" in deno.json`;
  }
  const script = /^run -A (tools\/(?:\w+\/)?\w+\.ts)( |$)/.exec(words ?? "")?.[1];
  if (script !== undefined) return existsSync(join(ROOT, script)) ? undefined : `there is no ${script}`;
  return `"${command}" is neither a task of deno.json nor a script of tools`;
}
