-- Flows for PostgreSQL: tracking_004.sql tells of the tables.

CREATE TABLE flow_runs (
  flow_run_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  flow TEXT COLLATE "C" NOT NULL,
  params TEXT COLLATE "C" NOT NULL,
  schedule TEXT COLLATE "C" NOT NULL DEFAULT '',
  planned_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  start_after BIGINT NOT NULL,
  state TEXT COLLATE "C" NOT NULL
    CHECK (state IN ('scheduled', 'running', 'completed', 'failed', 'crashed', 'cancelled', 'skipped')),
  attempt BIGINT NOT NULL DEFAULT 0,
  started_at BIGINT,
  ended_at BIGINT,
  error TEXT COLLATE "C",
  output TEXT COLLATE "C",
  owner TEXT COLLATE "C" NOT NULL DEFAULT '',
  heartbeat_at BIGINT,
  cancel_asked_at BIGINT,
  cancel_reason TEXT COLLATE "C"
);

CREATE UNIQUE INDEX flow_runs_planned ON flow_runs (schedule, planned_at) WHERE schedule <> '';
CREATE INDEX flow_runs_newest ON flow_runs (planned_at DESC, flow_run_id);
CREATE INDEX flow_runs_newest_of_flow ON flow_runs (flow, planned_at DESC, flow_run_id);
CREATE INDEX flow_runs_open ON flow_runs (state) WHERE state IN ('scheduled', 'running');

CREATE TABLE flow_tasks (
  flow_run_id TEXT COLLATE "C" NOT NULL REFERENCES flow_runs ON DELETE CASCADE,
  attempt BIGINT NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  position BIGINT NOT NULL,
  state TEXT COLLATE "C" NOT NULL CHECK (state IN ('running', 'completed', 'failed', 'crashed', 'cancelled')),
  input_hash TEXT COLLATE "C" NOT NULL,
  tags TEXT COLLATE "C" NOT NULL,
  started_at BIGINT NOT NULL,
  ended_at BIGINT,
  tries BIGINT NOT NULL DEFAULT 0,
  output TEXT COLLATE "C",
  error TEXT COLLATE "C",
  cached_from TEXT COLLATE "C",
  forgotten BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (flow_run_id, attempt, key)
);
CREATE INDEX flow_tasks_cache ON flow_tasks (input_hash, ended_at) WHERE state = 'completed';

CREATE TABLE flow_log (
  flow_run_id TEXT COLLATE "C" NOT NULL REFERENCES flow_runs ON DELETE CASCADE,
  number BIGINT NOT NULL,
  attempt BIGINT NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  line TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (flow_run_id, number)
);

CREATE TABLE flow_links (
  flow_run_id TEXT COLLATE "C" NOT NULL REFERENCES flow_runs ON DELETE CASCADE,
  key TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  target TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (flow_run_id, key, kind, target)
);
CREATE INDEX flow_links_back ON flow_links (kind, target);

CREATE TABLE flow_schedules (
  name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  definition TEXT COLLATE "C" NOT NULL,
  handled_until BIGINT NOT NULL,
  counts_from BIGINT NOT NULL DEFAULT 0,
  paused_at BIGINT,
  pause_reason TEXT COLLATE "C"
);

CREATE TABLE flow_leases (
  name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  holder TEXT COLLATE "C" NOT NULL,
  expires_at BIGINT NOT NULL
);
