-- The secrets with which a customer's servers sign visitor tokens; the values lie in `secret`, by `kid`.
CREATE TABLE identity_secret (
  kid TEXT NOT NULL PRIMARY KEY,
  widget BYTEA NOT NULL REFERENCES widget (id),
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL
);
CREATE INDEX identity_secret_by_widget ON identity_secret (widget, created_at);
