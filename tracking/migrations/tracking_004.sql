-- Flows: what ran, task by task, and when it is to run again. Times are milliseconds since 1970-01-01 UTC.

CREATE TABLE flow_runs (
  flow_run_id TEXT NOT NULL PRIMARY KEY,
  flow TEXT NOT NULL,
  params TEXT NOT NULL,              -- a JSON object
  schedule TEXT NOT NULL DEFAULT '', -- whose turn it was; empty when somebody asked for the run
  planned_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  start_after INTEGER NOT NULL,      -- planned_at and the jitter of its schedule
  state TEXT NOT NULL
    CHECK (state IN ('scheduled', 'running', 'completed', 'failed', 'crashed', 'cancelled', 'skipped')),
  attempt INTEGER NOT NULL DEFAULT 0, -- the newest one, from 1; 0 as long as there was none
  started_at INTEGER,                -- of the first attempt
  ended_at INTEGER,                  -- of the newest attempt; null while it runs, and when nobody knows
  error TEXT,
  output TEXT,                       -- JSON
  owner TEXT NOT NULL DEFAULT '',    -- the process of the newest attempt, such as 4711@host
  heartbeat_at INTEGER,
  cancel_asked_at INTEGER,
  cancel_reason TEXT
) STRICT;
-- A planned time has one run, however many schedulers see it come.
CREATE UNIQUE INDEX flow_runs_planned ON flow_runs (schedule, planned_at) WHERE schedule <> '';
CREATE INDEX flow_runs_newest ON flow_runs (planned_at DESC, flow_run_id);
CREATE INDEX flow_runs_newest_of_flow ON flow_runs (flow, planned_at DESC, flow_run_id);
CREATE INDEX flow_runs_open ON flow_runs (state) WHERE state IN ('scheduled', 'running');

CREATE TABLE flow_tasks (
  flow_run_id TEXT NOT NULL REFERENCES flow_runs ON DELETE CASCADE,
  attempt INTEGER NOT NULL,
  key TEXT NOT NULL,                 -- the same in every attempt
  name TEXT NOT NULL,
  position INTEGER NOT NULL,         -- among the tasks of its attempt, from 0
  state TEXT NOT NULL CHECK (state IN ('running', 'completed', 'failed', 'crashed', 'cancelled')),
  input_hash TEXT NOT NULL,
  tags TEXT NOT NULL,                -- a JSON array
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  tries INTEGER NOT NULL DEFAULT 0,
  output TEXT,                       -- JSON
  error TEXT,
  cached_from TEXT,                  -- the run whose output it is
  forgotten INTEGER NOT NULL DEFAULT 0,         -- 1: somebody wished it done again, so no attempt keeps it
  PRIMARY KEY (flow_run_id, attempt, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX flow_tasks_cache ON flow_tasks (input_hash, ended_at) WHERE state = 'completed';

CREATE TABLE flow_log (
  flow_run_id TEXT NOT NULL REFERENCES flow_runs ON DELETE CASCADE,
  number INTEGER NOT NULL,           -- from 1
  attempt INTEGER NOT NULL,
  key TEXT NOT NULL,                 -- of the task that says it; empty for the flow itself
  at INTEGER NOT NULL,
  line TEXT NOT NULL,
  PRIMARY KEY (flow_run_id, number)
) STRICT, WITHOUT ROWID;

-- What a run or task made or used: a tracked run, a model version, data, a report.
CREATE TABLE flow_links (
  flow_run_id TEXT NOT NULL REFERENCES flow_runs ON DELETE CASCADE,
  key TEXT NOT NULL,
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  PRIMARY KEY (flow_run_id, key, kind, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX flow_links_back ON flow_links (kind, target);

CREATE TABLE flow_schedules (
  name TEXT NOT NULL PRIMARY KEY,
  definition TEXT NOT NULL,          -- a JSON object: flow, params, pattern, policies
  handled_until INTEGER NOT NULL,    -- planned times up to here have their runs
  counts_from INTEGER NOT NULL DEFAULT 0, -- failures planned before are forgiven
  paused_at INTEGER,
  pause_reason TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE flow_leases (
  name TEXT NOT NULL PRIMARY KEY,
  holder TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
