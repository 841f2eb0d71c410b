-- tracking_003.sql, where the table is told of.

CREATE TABLE run_keys (
  experiment_id BIGINT NOT NULL REFERENCES experiments ON DELETE CASCADE,
  kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('param', 'metric', 'tag')),
  key TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (experiment_id, kind, key)
);

INSERT INTO run_keys
SELECT DISTINCT experiment_id, 'param', key FROM params p JOIN runs r ON r.run_id = p.run_id
UNION ALL SELECT DISTINCT experiment_id, 'metric', key FROM latest_metrics m JOIN runs r ON r.run_id = m.run_id
UNION ALL SELECT DISTINCT experiment_id, 'tag', key FROM run_tags t JOIN runs r ON r.run_id = t.run_id;
