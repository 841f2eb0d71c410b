import { UsageError } from "../../lib/errors.ts";
import { nearestName } from "../../lib/nearest_name.ts";
import type { Flow } from "../../pipeline/flows/flow.ts";
import type { Json } from "../../pipeline/flows/input_hash.ts";
import { backfillFlow } from "./backfill_flow.ts";
import type { FlowHome } from "./flow_home.ts";
import { monitorFlow } from "./monitor_flow.ts";
import { monthlyFlow } from "./monthly_flow.ts";
import { trainFlow } from "./train_flow.ts";

/** A flow, whatever its parameters are. */
// deno-lint-ignore no-explicit-any -- parameters are read and used by the same flow
export type AnyFlow = Flow<any>;

/** Every flow that comes with the program. */
export function shippedFlows(on: FlowHome): readonly AnyFlow[] {
  return [monthlyFlow(on), trainFlow(on), backfillFlow(on), monitorFlow(on)];
}

/** The flow of that name. @throws UsageError */
export function shippedFlow(on: FlowHome, name: string): AnyFlow {
  const flows = shippedFlows(on), found = flows.find((flow) => flow.name === name);
  if (found) return found;
  const names = flows.map(({ name }) => name), near = nearestName(name, names);
  throw new UsageError(
    `Unknown flow "${name}": expected ${names.join(", ")}`,
    near === undefined ? "taxi flow list" : `taxi flow run ${near}`,
  );
}

/** Parameters of `--param key=value`: JSON where it is some, else text. @throws UsageError */
export function parseParam(
  text: string,
  before: Readonly<Record<string, Json>> = {},
): Readonly<Record<string, Json>> {
  const [, key, value] = /^([a-z][a-z0-9_]*)=(.*)$/s.exec(text) ?? [];
  if (key === undefined) {
    throw new UsageError(
      `Cannot read --param "${text}": expected KEY=VALUE, such as taxi=yellow`,
      "taxi flow run monthly --param taxi=yellow",
    );
  }
  return { ...before, [key]: value === "null" ? null : value };
}
