-- Identity providers; a client's secret lies in `secret`.
CREATE TABLE sso_provider (
  id BYTEA NOT NULL PRIMARY KEY,
  settings TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
-- Who somebody is at a provider: never a mail address, always the issuer's own id for him.
CREATE TABLE sso_identity (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  user_id BYTEA NOT NULL REFERENCES users (id),
  created_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, subject)
);
CREATE INDEX sso_identity_by_user ON sso_identity (user_id);
-- Sessions that a provider answers for. `checked_at`: when it last did. `valid_until`: without another answer the session
-- ends then. The tokens lie in `secret`.
CREATE TABLE sso_session (
  session BYTEA NOT NULL PRIMARY KEY,
  provider BYTEA NOT NULL,
  subject TEXT NOT NULL,
  checked_at BIGINT NOT NULL,
  next_check BIGINT NOT NULL,
  valid_until BIGINT NOT NULL
);
CREATE INDEX sso_session_by_check ON sso_session (next_check);
