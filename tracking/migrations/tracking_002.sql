-- What MLflow's clients store beside what taxi itself logs: runs in any state, data with schema and profile, logged models,
-- stages. Foreign keys are off while a step runs.

-- A client may report any state at any time: a running run may have the end time of its first life.
CREATE TABLE runs_2 (
  run_id TEXT NOT NULL PRIMARY KEY,
  experiment_id INTEGER NOT NULL REFERENCES experiments,
  name TEXT NOT NULL,
  user_id TEXT NOT NULL,
  -- process: a taxi process holds the run's lock file while it lives.
  -- client: reported from elsewhere, so nothing here tells whether it lives.
  owner TEXT NOT NULL CHECK (owner IN ('process', 'client')),
  status TEXT NOT NULL CHECK (status IN ('running', 'scheduled', 'finished', 'failed', 'killed')),
  start_time INTEGER NOT NULL,
  end_time INTEGER,
  error TEXT CHECK (error IS NULL OR status = 'failed'),
  deleted_at INTEGER
) STRICT;
INSERT INTO runs_2
SELECT run_id, experiment_id, name, user, owner, status, start_time, end_time, error, deleted_at FROM runs;
DROP TABLE runs;
ALTER TABLE runs_2 RENAME TO runs;

CREATE INDEX runs_newest ON runs (start_time DESC, run_id);
CREATE INDEX runs_newest_of_experiment ON runs (experiment_id, start_time DESC, run_id);
CREATE INDEX runs_running ON runs (owner) WHERE status = 'running';

CREATE INDEX latest_metrics_by_value ON latest_metrics (key, value);
CREATE INDEX params_by_value ON params (key, value);
CREATE INDEX run_tags_by_value ON run_tags (key, value);

CREATE TABLE datasets (
  experiment_id INTEGER NOT NULL REFERENCES experiments ON DELETE CASCADE,
  name TEXT NOT NULL,
  digest TEXT NOT NULL,
  source_type TEXT NOT NULL,
  source TEXT NOT NULL,
  schema TEXT,
  profile TEXT,
  PRIMARY KEY (experiment_id, name, digest)
) STRICT, WITHOUT ROWID;
INSERT INTO datasets
SELECT experiment_id, d.name, digest, min(source_type), min(source), NULL, NULL
FROM run_datasets d JOIN runs r ON r.run_id = d.run_id GROUP BY experiment_id, d.name, digest;

CREATE TABLE run_datasets_2 (
  run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
  name TEXT NOT NULL,
  digest TEXT NOT NULL,
  context TEXT NOT NULL,            -- what the run used it for: training, test; empty when not told
  tags TEXT NOT NULL DEFAULT '{}',  -- those beside the context, a JSON object
  PRIMARY KEY (run_id, name, digest, context)
) STRICT, WITHOUT ROWID;
INSERT INTO run_datasets_2 (run_id, name, digest, context) SELECT run_id, name, digest, context FROM run_datasets;
DROP TABLE run_datasets;
ALTER TABLE run_datasets_2 RENAME TO run_datasets;

-- A tree of files as mlflow-artifacts: addresses have it. Those of a run lie under <experiment>/<run>/artifacts/.
-- The bytes are in artifacts/<first two digits>/<sha256>.
CREATE TABLE files (
  path TEXT NOT NULL PRIMARY KEY,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL, -- bytes
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO files
SELECT r.experiment_id || '/' || a.run_id || '/artifacts/' || a.path, sha256, size, r.start_time
FROM artifacts a JOIN runs r ON r.run_id = a.run_id;
DROP TABLE artifacts;
CREATE INDEX files_by_content ON files (sha256);

CREATE TABLE logged_models (
  model_id TEXT NOT NULL PRIMARY KEY,
  experiment_id INTEGER NOT NULL REFERENCES experiments ON DELETE CASCADE,
  name TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('pending', 'ready', 'failed')),
  model_type TEXT NOT NULL,
  source_run_id TEXT NOT NULL, -- empty when no run made it
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE INDEX logged_models_newest ON logged_models (experiment_id, created_at DESC, model_id);
CREATE INDEX logged_models_of_run ON logged_models (source_run_id);

CREATE TABLE logged_model_params (
  model_id TEXT NOT NULL REFERENCES logged_models ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (model_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE logged_model_tags (
  model_id TEXT NOT NULL REFERENCES logged_models ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (model_id, key)
) STRICT, WITHOUT ROWID;

-- Points that name a model, kept beside those of their run. No dataset: both texts are empty.
CREATE TABLE logged_model_metrics (
  model_id TEXT NOT NULL REFERENCES logged_models ON DELETE CASCADE,
  key TEXT NOT NULL,
  timestamp INTEGER NOT NULL,
  step INTEGER NOT NULL,
  value ANY NOT NULL CHECK (typeof(value) = 'real' OR value = 'NaN'),
  run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
  dataset_name TEXT NOT NULL,
  dataset_digest TEXT NOT NULL,
  PRIMARY KEY (model_id, key, timestamp, step, value, run_id, dataset_name, dataset_digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX logged_model_metrics_of_run ON logged_model_metrics (run_id);

CREATE TABLE run_models (
  run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
  model_id TEXT NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('input', 'output')),
  step INTEGER NOT NULL,
  PRIMARY KEY (run_id, direction, model_id)
) STRICT, WITHOUT ROWID;

-- A client may name a run that is not here.
CREATE TABLE model_versions_2 (
  name TEXT NOT NULL REFERENCES registered_models ON DELETE CASCADE ON UPDATE CASCADE,
  version INTEGER NOT NULL CHECK (version > 0),
  run_id TEXT,
  source TEXT NOT NULL,
  sha256 TEXT,
  status TEXT NOT NULL CHECK (status IN ('pending', 'ready', 'failed')),
  description TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  stage TEXT NOT NULL DEFAULT 'None' CHECK (stage IN ('None', 'Staging', 'Production', 'Archived')),
  run_link TEXT NOT NULL DEFAULT '',
  storage TEXT NOT NULL DEFAULT '', -- where the files are, when the source only points to that; else empty
  PRIMARY KEY (name, version)
) STRICT, WITHOUT ROWID;
INSERT INTO model_versions_2 (name, version, run_id, source, sha256, status, description, created_at, updated_at)
SELECT name, version, run_id, source, sha256, status, description, created_at, updated_at FROM model_versions;
DROP TABLE model_versions;
ALTER TABLE model_versions_2 RENAME TO model_versions;
CREATE INDEX model_versions_of_run ON model_versions (run_id);
CREATE INDEX model_versions_newest ON model_versions (updated_at DESC, name, version DESC);
