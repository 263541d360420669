-- Visitors who have shown who they are. `origin` says by what (`token:KID`); `groups` and `fields` are JSON.
CREATE TABLE visitor_session (
  id BYTEA NOT NULL PRIMARY KEY,
  bearer_hash BYTEA NOT NULL UNIQUE,
  widget TEXT NOT NULL,
  origin TEXT NOT NULL,
  subject TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  groups TEXT NOT NULL,
  fields TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX visitor_session_by_expiry ON visitor_session (expires_at);
CREATE INDEX visitor_session_by_origin ON visitor_session (origin);
