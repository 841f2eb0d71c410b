import type { Migration } from "../lib/sqlite.ts";
import predictions001 from "./migrations/predictions_001.sql" with { type: "text" };
import predictions002 from "./migrations/predictions_002.sql" with { type: "text" };
import predictions003 from "./migrations/predictions_003.sql" with { type: "text" };
import tracking001 from "./migrations/tracking_001.sql" with { type: "text" };
import tracking002 from "./migrations/tracking_002.sql" with { type: "text" };
import tracking003 from "./migrations/tracking_003.sql" with { type: "text" };
import tracking004 from "./migrations/tracking_004.sql" with { type: "text" };
import tracking005 from "./migrations/tracking_005.sql" with { type: "text" };

/** The schema of `tracking.db`, step by step. Released steps never change; a change is a new step. */
export const TRACKING_MIGRATIONS: readonly Migration[] = [
  { version: 1, sql: tracking001 },
  { version: 2, sql: tracking002 },
  { version: 3, sql: tracking003 },
  { version: 4, sql: tracking004 },
  { version: 5, sql: tracking005 },
];

/** The schema of `predictions.db`, step by step. */
export const PREDICTION_MIGRATIONS: readonly Migration[] = [
  { version: 1, sql: predictions001 },
  { version: 2, sql: predictions002 },
  { version: 3, sql: predictions003 },
];
