-- Frames that wait for their visitor to sign in at an identity provider in a window of his own. Only hashes of what the frame
-- holds are kept; `visitor` (JSON) is who he has shown to be, once he has.
CREATE TABLE visitor_sign_in (
  code_hash BYTEA NOT NULL PRIMARY KEY,
  ticket_hash BYTEA NOT NULL,
  widget TEXT NOT NULL,
  visitor TEXT,
  expires_at BIGINT NOT NULL
);
CREATE INDEX visitor_sign_in_by_expiry ON visitor_sign_in (expires_at);
