import assert from "node:assert/strict";
import { DEFAULT_ALERT_RULES } from "../pipeline/monitoring/alert_rules.ts";
import { alertRules } from "./alert_options.ts";

Deno.test("alertRules takes an option before the file, and the file before the defaults", () => {
  assert.deepEqual(alertRules({}, {}), DEFAULT_ALERT_RULES);
  const file = { raiseAfter: 2, raiseWithin: 4, coolDown: 5, clearShare: 0 };
  assert.deepEqual(alertRules({}, file), { ...DEFAULT_ALERT_RULES, ...file });
  const rules = alertRules({ raiseAfter: 3, raiseOn: "warning", clearAfter: 7 }, file);
  assert.deepEqual(rules, { ...file, raiseAfter: 3, raiseOn: "warning", clearAfter: 7 });
});

Deno.test("alertRules counts as many windows as must be at the level, and refuses fewer", () => {
  assert.equal(alertRules({ raiseAfter: 3 }, {}).raiseWithin, 3);
  assert.throws(() => alertRules({ raiseAfter: 3, raiseWithin: 2 }, {}), {
    exit: 2,
    message: /after 3 of 2 windows/,
  });
});
