import assert from "node:assert/strict";
import { withTemporaryHome } from "../../tracking/temporary_home.ts";
import { openTracking, type Tracking } from "../../tracking/tracking_store.ts";
import { answerMlflow } from "./api.ts";

/** MLflow's REST API on a fresh store. */
export interface Place {
  /** What it answers from. */
  readonly store: Tracking;
  /** What the API answers: its status and its JSON. */
  // deno-lint-ignore no-explicit-any -- the tests look into answers of every shape
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<[number, any]>;
  /** {@linkcode Place.ask} for a `POST` that must succeed. */
  // deno-lint-ignore no-explicit-any -- as above
  post(path: string, body: unknown): Promise<any>;
  /** Faults of the server itself that were reported. */
  readonly faults: unknown[];
}

/** Opens a fresh store for `work` and removes it afterwards. */
export function withApi(work: (place: Place) => Promise<void>): Promise<void> {
  return withTemporaryHome(async (home) => {
    await using store = await openTracking(home);
    const faults: unknown[] = [];
    const ask: Place["ask"] = async (
      method,
      path,
      body,
      headers = { "content-type": "application/json" },
    ) => {
      const request = new Request(`http://x/${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const [below, query = ""] = path.split("?");
      const open = () => Promise.resolve(store);
      const response = await answerMlflow(
        open,
        request,
        "mlflow",
        below,
        query,
        (fault) => faults.push(fault),
      );
      assert.equal(response.headers.get("content-type"), "application/json");
      return [response.status, await response.json()];
    };
    const post: Place["post"] = async (path, body) => {
      const [status, answer] = await ask("POST", path, body);
      assert.equal(status, 200, JSON.stringify(answer));
      return answer;
    };
    await work({ store, ask, post, faults });
  });
}
