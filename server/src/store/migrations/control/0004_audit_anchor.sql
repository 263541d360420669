-- How far the audit log of a workspace had come when somebody last looked: so that a loss of its newest records is noticed
-- in another file than theirs.
CREATE TABLE audit_anchor (
  workspace BYTEA NOT NULL PRIMARY KEY REFERENCES workspace (id),
  sequence BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  at BIGINT NOT NULL
);
