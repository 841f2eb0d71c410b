import assert from "node:assert/strict";
import fc from "fast-check";
import {
  afterTelling,
  type AlertRules,
  type AlertState,
  DEFAULT_ALERT_RULES,
  dueEvent,
  type JudgedWindow,
  nextAlertState,
  NO_ALERT,
} from "./alert_rules.ts";

const RULES: AlertRules = {
  raiseAfter: 2,
  raiseWithin: 3,
  raiseOn: "alert",
  clearAfter: 2,
  clearShare: 0.25,
  coolDown: 6,
};

/** A letter a window and hour: `o`k, `w`arning of few columns, `W`arning of many, `a`lert. */
const LETTERS: Readonly<Record<string, JudgedWindow>> = {
  o: { verdict: "ok", driftedShare: 0 },
  w: { verdict: "warning", driftedShare: 0.2 },
  W: { verdict: "warning", driftedShare: 0.4 },
  a: { verdict: "alert", driftedShare: 0.6 },
};

/** What was told after each window, `-` for nothing, and whether an alert stood then, in capitals. */
function run(letters: string, rules = RULES): { told: string; stood: string; state: AlertState } {
  let state = NO_ALERT, told = "", stood = "";
  [...letters].forEach((_, now) => {
    const windows = [...letters.slice(0, now + 1)].map((letter) => LETTERS[letter]);
    state = nextAlertState(state, windows, now, rules);
    const event = dueEvent(state, now, rules);
    if (event) state = afterTelling(state, event, now);
    told += event?.[0] ?? "-";
    stood += state.since === null ? "." : "!";
  });
  return { told, stood, state };
}

Deno.test("nextAlertState raises after so many of the last windows, and clears after so many calm ones", () => {
  const cases: readonly [letters: string, stood: string, changes?: Partial<AlertRules>][] = [
    ["oooo", "...."],
    ["aooo", "...."],
    ["aoao", "..!!"], // two of three
    ["aooa", "...."], // two of four
    ["aaoo", ".!!."],
    ["aaoaoo", ".!!!!."], // one calm window does not clear it
    ["aaww", ".!!."], // few columns: calm
    ["aaWWWW", ".!!!!!"], // neither bad nor calm: it stands
    ["aaoooaa", ".!!...!"],
    ["ww", ".!", { raiseOn: "warning" }],
    ["wwww", ".!!!", { raiseOn: "warning" }], // what raises is never calm
    ["a", "!", { raiseAfter: 1, raiseWithin: 1 }],
    ["ao", "!.", { raiseAfter: 1, raiseWithin: 1, clearAfter: 1 }],
  ];
  for (const [letters, stood, changes] of cases) {
    assert.equal(run(letters, { ...RULES, ...changes }).stood, stood, letters);
  }
});

Deno.test("dueEvent tells once of an alert and once of its end, and of another only after the cool-down", () => {
  assert.equal(run("aaaaaaaaaaaa").told, "-r----------");
  assert.equal(run("aaooo").told, "-r-c-");
  // raised again at 5, within six hours of the one told at 1: told at 7, for it still stands
  assert.deepEqual([run("aaooaaaa").stood, run("aaooaaaa").told], [
    ".!!..!!!",
    "-r-c---r",
  ]);
  // and of one that ends before that nobody hears, not even its end
  assert.equal(run("aaooaaoooo").told, "-r-c------");
});

Deno.test("what could not be told is due again, until it is told", () => {
  const raised = nextAlertState(NO_ALERT, [LETTERS.a], 5, DEFAULT_ALERT_RULES);
  assert.deepEqual(raised, { since: 5, told: false, notifiedAt: null });
  for (const now of [5, 6, 1e12]) assert.equal(dueEvent(raised, now, DEFAULT_ALERT_RULES), "raised");
  const told = afterTelling(raised, "raised", 7);
  assert.deepEqual(told, { since: 5, told: true, notifiedAt: 7 });
  assert.equal(dueEvent(told, 1e12, DEFAULT_ALERT_RULES), undefined);
  const cleared = nextAlertState(told, [LETTERS.o, LETTERS.o], 8, DEFAULT_ALERT_RULES);
  assert.deepEqual(cleared, { since: null, told: true, notifiedAt: 7 });
  assert.equal(dueEvent(cleared, 8, DEFAULT_ALERT_RULES), "cleared");
  assert.deepEqual(afterTelling(cleared, "cleared", 9), { since: null, told: false, notifiedAt: 7 });
});

Deno.test("events alternate, raised ones keep the cool-down, and a calm end leaves nothing standing", () => {
  const rules = fc.record({
    raiseAfter: fc.integer({ min: 1, max: 3 }),
    raiseWithin: fc.integer({ min: 3, max: 5 }),
    raiseOn: fc.constantFrom("alert", "warning"),
    clearAfter: fc.integer({ min: 1, max: 4 }),
    clearShare: fc.constantFrom(0, 0.25),
    coolDown: fc.integer({ min: 0, max: 8 }),
  }) as fc.Arbitrary<AlertRules>;
  const letters = fc.array(fc.constantFrom("o", "w", "W", "a"), { maxLength: 40 }).map((all) => all.join(""));
  fc.assert(fc.property(letters, rules, (text, given) => {
    const { told, stood } = run(`${text}oooo`, given);
    const events = [...told].flatMap((letter, at) => letter === "-" ? [] : [{ letter, at }]);
    events.forEach(({ letter }, i) => assert.equal(letter, i % 2 === 0 ? "r" : "c", told));
    const raised = events.filter(({ letter }) => letter === "r");
    raised.slice(1).forEach(({ at }, i) => assert.ok(at - raised[i].at >= given.coolDown, told));
    assert.equal(stood.at(-1), ".", stood);
    assert.equal(events.length % 2, 0, "who was told of an alert was told of its end");
  }));
});
