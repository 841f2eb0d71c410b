-- Predictions lie in the order of their ids, which are UUIDs of version 7: their first 48 bits are the time of the
-- prediction, milliseconds since 1970-01-01 UTC. A span of time is a range of ids, so that no index is needed.

ALTER TABLE predictions RENAME TO predictions_001;
ALTER TABLE served_models RENAME TO served_models_001;
DROP INDEX served_models_by_hash;

-- A row a model, so that predictions need not repeat its name and hash, nor the names of what was asked.
CREATE TABLE served_models (
  model_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  version INTEGER,        -- null: a model file that is not registered
  hash TEXT NOT NULL,
  features TEXT NOT NULL  -- a JSON array of names
) STRICT;

CREATE TABLE predictions (
  request_id BLOB NOT NULL,
  model_id INTEGER NOT NULL REFERENCES served_models,
  shadow INTEGER NOT NULL,   -- 1: not answered, only logged
  predicted REAL NOT NULL,
  features TEXT NOT NULL,    -- a JSON array in the order of the model's names
  actual REAL,
  observed_at INTEGER,       -- milliseconds since 1970-01-01 UTC
  PRIMARY KEY (request_id, model_id)
) STRICT, WITHOUT ROWID;

-- For people, and for programs that want a table: times as text, ids as UUIDs, features by name.
CREATE VIEW logged_predictions AS
WITH told AS (
  SELECT lower(hex(request_id)) AS id, * FROM predictions
)
SELECT
  substr(id, 1, 8) || '-' || substr(id, 9, 4) || '-' || substr(id, 13, 4) || '-' || substr(id, 17, 4) || '-' ||
    substr(id, 21) AS request_id,
  strftime('%Y-%m-%dT%H:%M:%fZ', (
    WITH RECURSIVE digits (position, milliseconds) AS (
      VALUES (1, 0)
      UNION ALL
      SELECT position + 1, milliseconds * 16 + instr('0123456789abcdef', substr(id, position, 1)) - 1
      FROM digits WHERE position <= 12
    )
    SELECT milliseconds FROM digits WHERE position = 13
  ) / 1000.0, 'unixepoch') AS predicted_at,
  name AS model,
  version AS model_version,
  hash AS model_hash,
  shadow,
  predicted,
  actual,
  strftime('%Y-%m-%dT%H:%M:%fZ', observed_at / 1000.0, 'unixepoch') AS observed_at,
  (
    SELECT json_group_object(names.value, json(told.features -> names.key))
    FROM json_each(served_models.features) AS names
  ) AS features
FROM told JOIN served_models USING (model_id);

INSERT INTO served_models (name, version, hash, features)
SELECT DISTINCT name, version, hash, (SELECT json_group_array(key) FROM json_each(predictions_001.features))
FROM predictions_001 JOIN served_models_001 USING (model_id);

-- An id that is no UUID of version 7 was given by no server; what replaces it has the time of its prediction.
INSERT OR IGNORE INTO predictions (request_id, model_id, shadow, predicted, features, actual, observed_at)
SELECT
  CASE
    WHEN request_id GLOB '????????-????-7???-????-????????????' AND unhex(replace(request_id, '-', '')) IS NOT NULL
    THEN unhex(replace(request_id, '-', ''))
    ELSE unhex(printf('%012x7', predicted_at) || substr(hex(randomblob(2)), 2) || '8' || substr(hex(randomblob(8)), 2))
  END,
  served_models.model_id,
  0,
  prediction,
  '[' || ifnull((
    SELECT group_concat(predictions_001.features -> fullkey, ',') FROM json_each(predictions_001.features)
  ), '') || ']',
  actual,
  observed_at
FROM predictions_001
JOIN served_models_001 USING (model_id)
JOIN served_models ON served_models.hash = served_models_001.hash AND served_models.name = served_models_001.name
  AND served_models.version IS served_models_001.version
  AND served_models.features = (SELECT json_group_array(key) FROM json_each(predictions_001.features))
ORDER BY 1;

DROP TABLE predictions_001;
DROP TABLE served_models_001;
