-- Which params, metrics and tags runs have, by experiment: to choose columns from a thousand names without reading every run.
-- A name stays when the last run that had it is gone.

CREATE TABLE run_keys (
  experiment_id INTEGER NOT NULL REFERENCES experiments ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('param', 'metric', 'tag')),
  key TEXT NOT NULL,
  PRIMARY KEY (experiment_id, kind, key)
) STRICT, WITHOUT ROWID;

INSERT INTO run_keys
SELECT DISTINCT experiment_id, 'param', key FROM params p JOIN runs r ON r.run_id = p.run_id
UNION ALL SELECT DISTINCT experiment_id, 'metric', key FROM latest_metrics m JOIN runs r ON r.run_id = m.run_id
UNION ALL SELECT DISTINCT experiment_id, 'tag', key FROM run_tags t JOIN runs r ON r.run_id = t.run_id;
