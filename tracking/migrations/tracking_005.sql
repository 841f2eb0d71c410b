-- When somebody was told that a run of a flow had crashed; null before, and again when its next attempt begins.

ALTER TABLE flow_runs ADD COLUMN crash_told_at INTEGER;
CREATE INDEX flow_runs_untold ON flow_runs (heartbeat_at) WHERE state = 'crashed' AND crash_told_at IS NULL;
