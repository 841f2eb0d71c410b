-- Experiments, runs, artifacts and registered models, in MLflow's data model.
-- Times are milliseconds since 1970-01-01 UTC. A null deleted_at means: not deleted.
-- Tables WITHOUT ROWID keep what belongs to one run or one model side by side.

CREATE TABLE experiments (
  experiment_id INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice
  name TEXT NOT NULL UNIQUE,
  artifact_location TEXT,                          -- null: the artifacts folder of this home
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;

-- MLflow's clients log here when no experiment is named.
INSERT INTO experiments (experiment_id, name, created_at, updated_at)
VALUES (0, 'Default', unixepoch() * 1000, unixepoch() * 1000);

CREATE TABLE experiment_tags (
  experiment_id INTEGER NOT NULL REFERENCES experiments ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (experiment_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
  run_id TEXT NOT NULL PRIMARY KEY,
  experiment_id INTEGER NOT NULL REFERENCES experiments,
  name TEXT NOT NULL,
  user TEXT NOT NULL,
  -- process: a taxi process holds the run's lock file while it lives.
  -- client: reported from elsewhere, so nothing here tells whether it lives.
  owner TEXT NOT NULL CHECK (owner IN ('process', 'client')),
  status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'failed', 'killed')),
  start_time INTEGER NOT NULL,
  end_time INTEGER,
  error TEXT CHECK (error IS NULL OR status = 'failed'),
  deleted_at INTEGER,
  CHECK (CASE status WHEN 'running' THEN end_time IS NULL WHEN 'killed' THEN TRUE ELSE end_time IS NOT NULL END)
) STRICT;

CREATE INDEX runs_newest ON runs (start_time DESC, run_id);
CREATE INDEX runs_newest_of_experiment ON runs (experiment_id, start_time DESC, run_id);
CREATE INDEX runs_running ON runs (owner) WHERE status = 'running';

CREATE TABLE params (
  run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_tags (
  run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run_id, key)
) STRICT, WITHOUT ROWID;

-- A REAL column would store NaN as null and -0 as 0. ANY keeps every double; NaN is the text 'NaN', which sorts after
-- all numbers. The whole row is the key: a point logged twice is stored once.
CREATE TABLE metrics (
  run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
  key TEXT NOT NULL,
  step INTEGER NOT NULL,
  timestamp INTEGER NOT NULL,
  value ANY NOT NULL CHECK (typeof(value) = 'real' OR value = 'NaN'),
  PRIMARY KEY (run_id, key, step, timestamp, value)
) STRICT, WITHOUT ROWID;

-- Of each metric the greatest (step, timestamp, value), so that a list of runs need not read histories.
CREATE TABLE latest_metrics (
  run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
  key TEXT NOT NULL,
  step INTEGER NOT NULL,
  timestamp INTEGER NOT NULL,
  value ANY NOT NULL CHECK (typeof(value) = 'real' OR value = 'NaN'),
  PRIMARY KEY (run_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_datasets (
  run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
  name TEXT NOT NULL,
  digest TEXT NOT NULL,
  context TEXT NOT NULL, -- what the run used it for: training, test
  source_type TEXT NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (run_id, name, digest, context)
) STRICT, WITHOUT ROWID;

-- The bytes are in artifacts/<first two digits>/<sha256>.
CREATE TABLE artifacts (
  run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
  path TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL, -- bytes
  PRIMARY KEY (run_id, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE registered_models (
  name TEXT NOT NULL PRIMARY KEY,
  description TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  last_version INTEGER NOT NULL DEFAULT 0 -- stays when that version is deleted, so that no number is given twice
) STRICT, WITHOUT ROWID;

CREATE TABLE registered_model_tags (
  name TEXT NOT NULL REFERENCES registered_models ON DELETE CASCADE ON UPDATE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (name, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE model_versions (
  name TEXT NOT NULL REFERENCES registered_models ON DELETE CASCADE ON UPDATE CASCADE,
  version INTEGER NOT NULL CHECK (version > 0),
  run_id TEXT REFERENCES runs,
  source TEXT NOT NULL,
  sha256 TEXT,
  status TEXT NOT NULL CHECK (status IN ('pending', 'ready', 'failed')),
  description TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (name, version)
) STRICT, WITHOUT ROWID;

CREATE INDEX model_versions_of_run ON model_versions (run_id);

CREATE TABLE model_version_tags (
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (name, version, key),
  FOREIGN KEY (name, version) REFERENCES model_versions ON DELETE CASCADE ON UPDATE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE model_aliases (
  name TEXT NOT NULL,
  alias TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (name, alias),
  FOREIGN KEY (name, version) REFERENCES model_versions ON DELETE CASCADE ON UPDATE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX model_aliases_of_version ON model_aliases (name, version);
