-- tracking_003.sql, where the table is told of. One statement may bring many rows, of which each name is noted once.

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

CREATE FUNCTION note_run_keys() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO run_keys (experiment_id, kind, key)
  SELECT DISTINCT r.experiment_id, TG_ARGV[0], n.key FROM noted n JOIN runs r ON r.run_id = n.run_id
  ON CONFLICT DO NOTHING; RETURN NULL; END $$;

CREATE TRIGGER note_param_keys AFTER INSERT ON params REFERENCING NEW TABLE AS noted
FOR EACH STATEMENT EXECUTE FUNCTION note_run_keys('param');
CREATE TRIGGER note_metric_keys AFTER INSERT ON latest_metrics REFERENCING NEW TABLE AS noted
FOR EACH STATEMENT EXECUTE FUNCTION note_run_keys('metric');
CREATE TRIGGER note_tag_keys AFTER INSERT ON run_tags REFERENCING NEW TABLE AS noted
FOR EACH STATEMENT EXECUTE FUNCTION note_run_keys('tag');
