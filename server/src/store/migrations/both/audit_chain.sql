-- The audit log as a chain: each record's hash covers the one before it, its number, what is public of it, and a salted
-- digest of what is personal (the names, the address, the values), which can therefore be erased without a break.
ALTER TABLE audit ADD COLUMN sequence BIGINT;
-- Public, unlike the values: which records this one erased or let go.
ALTER TABLE audit ADD COLUMN detail TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN salt BYTEA;
ALTER TABLE audit ADD COLUMN digest BYTEA;
ALTER TABLE audit ADD COLUMN hash BYTEA;
-- The record that says that what was personal in this one is gone.
ALTER TABLE audit ADD COLUMN erased_by BIGINT;
CREATE UNIQUE INDEX audit_by_sequence ON audit (sequence);
CREATE INDEX audit_by_actor ON audit (actor_id, sequence);
CREATE INDEX audit_by_action ON audit (action, sequence);

-- The chain's own id, its last number and its last hash. One row.
CREATE TABLE audit_head (
  chain BYTEA NOT NULL PRIMARY KEY,
  sequence BIGINT NOT NULL,
  hash BYTEA NOT NULL
);

-- Where the chain was cut: the last record that went, its hash, and a signature over both. `cutting` refers to what is never
-- there, and that is looked at when a transaction ends: so it is set within a transaction alone.
CREATE TABLE audit_never (id BIGINT NOT NULL PRIMARY KEY);
CREATE TABLE audit_checkpoint (
  sequence BIGINT NOT NULL PRIMARY KEY,
  hash BYTEA NOT NULL,
  at BIGINT NOT NULL,
  signature BYTEA NOT NULL,
  cutting BIGINT REFERENCES audit_never (id) DEFERRABLE INITIALLY DEFERRED
);
