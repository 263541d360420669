-- When each scheduled job runs next. `requested`: 1 when somebody wants it now.
CREATE TABLE job (
  name TEXT NOT NULL PRIMARY KEY,
  next_at BIGINT NOT NULL,
  requested BIGINT NOT NULL
);

-- What was run. Without `ended_at` it runs, or Kotae was stopped while it did. `done`: how many things it dealt with.
CREATE TABLE job_run (
  id BYTEA NOT NULL PRIMARY KEY,
  job TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  by_hand BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  ended_at BIGINT,
  done BIGINT NOT NULL,
  error TEXT NOT NULL
);
CREATE INDEX job_run_by_job ON job_run (job, started_at, id);
CREATE INDEX job_run_by_time ON job_run (started_at);
