-- What was judged of the served predictions, one row for each model and window.
-- Times are milliseconds since 1970-01-01 UTC.

CREATE TABLE judgements (
  judgement_id INTEGER PRIMARY KEY AUTOINCREMENT, -- the number of one that was removed never comes back
  judged_at INTEGER NOT NULL,
  model TEXT NOT NULL,
  model_version INTEGER,           -- null: a model file that is not registered
  model_hash TEXT NOT NULL,
  window_from INTEGER NOT NULL,    -- predictions from here on
  window_to INTEGER NOT NULL,      -- and before here
  rows INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  drifted_share REAL,              -- null: no column was scored
  alert_raised INTEGER NOT NULL,   -- 1: an alert stands after this judgement
  alert_since INTEGER,             -- since when it does
  alert_told INTEGER NOT NULL,     -- 1: whoever is notified was last told of an alert that stands
  alert_notified_at INTEGER,       -- when they were last told that one was raised
  document TEXT NOT NULL,          -- a JSON object: all of it
  UNIQUE (model, window_to, window_from, model_hash),
  CHECK ((alert_since IS NULL) = (alert_raised = 0))
) STRICT;

CREATE INDEX judgements_by_time ON judgements (judged_at);

CREATE TABLE judged_columns (
  judgement_id INTEGER NOT NULL REFERENCES judgements ON DELETE CASCADE,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  method TEXT NOT NULL,
  kind TEXT NOT NULL,              -- of the score: a distance, or the p-value of a test
  score REAL,                      -- null: none could be told
  threshold REAL NOT NULL,
  drifted INTEGER NOT NULL,
  PRIMARY KEY (judgement_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE judged_metrics (
  judgement_id INTEGER NOT NULL REFERENCES judgements ON DELETE CASCADE,
  name TEXT NOT NULL,
  value REAL NOT NULL,
  PRIMARY KEY (judgement_id, name)
) STRICT, WITHOUT ROWID;
