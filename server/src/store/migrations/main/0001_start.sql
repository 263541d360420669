-- A workspace: its people, its knowledge and what visitors see of it.
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
CREATE INDEX audit_by_object ON audit (object_kind, object_id, at);

-- Numbers that change in the transaction of what they count: `revision` (raised by each change of the knowledge),
-- `code` (the last one that was made).
CREATE TABLE counter (
  name TEXT NOT NULL PRIMARY KEY,
  value BIGINT NOT NULL
);
INSERT INTO counter (name, value) VALUES ('revision', 0), ('code', 0);

CREATE TABLE users (
  id BYTEA NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL UNIQUE,
  password TEXT NOT NULL,
  lang TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_sign_in BIGINT
);

CREATE TABLE session (
  id BYTEA NOT NULL PRIMARY KEY,
  token_hash BYTEA NOT NULL UNIQUE,
  csrf TEXT NOT NULL,
  user_id BYTEA NOT NULL REFERENCES users (id),
  address TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX session_by_user ON session (user_id, created_at);
CREATE INDEX session_by_expiry ON session (expires_at);

CREATE TABLE link (
  id BYTEA NOT NULL PRIMARY KEY,
  token_hash BYTEA NOT NULL UNIQUE,
  purpose TEXT NOT NULL,
  user_id BYTEA REFERENCES users (id),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
