-- The installation: which workspaces there are, and which of them a widget's key belongs to.
CREATE TABLE workspace (
  id BYTEA NOT NULL PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  created_at BIGINT NOT NULL
);
CREATE TABLE widget_key (
  widget_key TEXT NOT NULL PRIMARY KEY,
  workspace BYTEA NOT NULL REFERENCES workspace (id),
  created_at BIGINT NOT NULL
);
CREATE INDEX widget_key_by_workspace ON widget_key (workspace);
CREATE TABLE audit (
  id BYTEA NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id BYTEA,
  actor_name TEXT NOT NULL,
  address TEXT NOT NULL,
  action TEXT NOT NULL,
  object_kind TEXT NOT NULL,
  object_id TEXT NOT NULL,
  value_before TEXT,
  value_after TEXT
);
CREATE INDEX audit_by_time ON audit (at, id);
