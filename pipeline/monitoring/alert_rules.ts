import type { Verdict } from "./monitoring_result.ts";

/** When verdicts become an alert that somebody is told of, and when it ends. */
export interface AlertRules {
  /** So many of the last windows at the level raise an alert; 1 or more. */
  readonly raiseAfter: number;
  /** Of how many windows; `raiseAfter` or more. */
  readonly raiseWithin: number;
  /** The verdict that counts: only `alert`, or `warning` as well. */
  readonly raiseOn: Exclude<Verdict, "ok">;
  /** So many calm windows in a row clear it; 1 or more. */
  readonly clearAfter: number;
  /** A window below the level is calm when it is `ok`, or when at most this share of its columns drifted; 0 to 1. */
  readonly clearShare: number;
  /** Nobody is told of another alert within so many milliseconds. */
  readonly coolDown: number;
}

/** What holds unless told: raised at once, cleared by two calm windows, told at most every six hours. */
export const DEFAULT_ALERT_RULES: AlertRules = {
  raiseAfter: 1,
  raiseWithin: 1,
  raiseOn: "alert",
  clearAfter: 2,
  clearShare: 0.25,
  coolDown: 6 * 3_600_000,
};

/** What counts of a judged window. */
export interface JudgedWindow {
  /** As `monitor` gave it. */
  readonly verdict: Verdict;
  /** Share of the scored columns that drifted, 0 to 1; null when none was scored. */
  readonly driftedShare: number | null;
}

/** Whether an alert stands, and what others were told of it. Times are milliseconds since 1970, UTC. */
export interface AlertState {
  /** Since when; null when none does. */
  readonly since: number | null;
  /** Whether others were last told that one was raised. */
  readonly told: boolean;
  /** When they were; null when they never were. */
  readonly notifiedAt: number | null;
}

/** What others are told of. */
export type AlertEvent = "raised" | "cleared";

/** Before anything was judged. */
export const NO_ALERT: AlertState = { since: null, told: false, notifiedAt: null };

/**
 * The state after one more window was judged. Raising and clearing ask for different things (hysteresis), so that a model at the
 * edge does not raise and clear an alert with each window.
 *
 * @param windows in the order of time, the one that was just judged the last; at least `raiseWithin` and `clearAfter`, where there are
 * @param at when that window ended, for a new alert to begin with
 */
export function nextAlertState(
  state: AlertState,
  windows: readonly JudgedWindow[],
  at: number,
  rules: AlertRules,
): AlertState {
  if (state.since === null) {
    const bad = windows.slice(-rules.raiseWithin).filter((window) => isBad(window, rules)).length;
    const isNew = windows.length > 0 && isBad(windows.at(-1)!, rules); // what lies behind raises nothing
    return isNew && bad >= rules.raiseAfter ? { ...state, since: at } : state;
  }
  const last = windows.slice(-rules.clearAfter);
  const calm = last.length === rules.clearAfter && last.every((window) => isCalm(window, rules));
  return calm ? { ...state, since: null } : state;
}

/**
 * What others should be told of now. An alert within the cool-down of the one before waits for its end, if it still stands then;
 * that it cleared is told only to those who know of it.
 */
export function dueEvent(state: AlertState, now: number, { coolDown }: AlertRules): AlertEvent | undefined {
  const raised = state.since !== null;
  if (raised === state.told) return undefined;
  if (!raised) return "cleared";
  return state.notifiedAt !== null && now - state.notifiedAt < coolDown ? undefined : "raised";
}

/** The state once others were told of what {@linkcode dueEvent} gave. */
export function afterTelling(state: AlertState, event: AlertEvent, now: number): AlertState {
  return event === "raised" ? { ...state, told: true, notifiedAt: now } : { ...state, told: false };
}

function isBad({ verdict }: JudgedWindow, { raiseOn }: AlertRules): boolean {
  return verdict === "alert" || verdict === raiseOn;
}

function isCalm(window: JudgedWindow, rules: AlertRules): boolean {
  if (window.verdict === "ok") return true;
  return !isBad(window, rules) && (window.driftedShare ?? 1) <= rules.clearShare;
}
