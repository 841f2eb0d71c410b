-- What was served, one row a prediction, later joined with what really happened.
-- Times are milliseconds since 1970-01-01 UTC.

-- A row a model, so that predictions need not repeat its name and hash.
CREATE TABLE served_models (
  model_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  version INTEGER,  -- null: a model file that is not registered
  hash TEXT NOT NULL
) STRICT;

CREATE INDEX served_models_by_hash ON served_models (hash);

CREATE TABLE predictions (
  sequence INTEGER PRIMARY KEY, -- the order of writing
  request_id TEXT NOT NULL UNIQUE,
  model_id INTEGER NOT NULL REFERENCES served_models,
  predicted_at INTEGER NOT NULL,
  features TEXT NOT NULL,       -- a JSON object
  prediction REAL NOT NULL,
  actual REAL,
  observed_at INTEGER,
  CHECK ((actual IS NULL) = (observed_at IS NULL))
) STRICT;

-- Windows are spans of time, of all models or of one.
CREATE INDEX predictions_by_time ON predictions (predicted_at);
CREATE INDEX predictions_of_model_by_time ON predictions (model_id, predicted_at);
