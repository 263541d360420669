-- What somebody typed in an entry's form and has not saved: his alone. `draft` is the entry's id, or one of its own while there is no
-- entry. Not in archives.
CREATE TABLE entry_draft (
  user_id BYTEA NOT NULL REFERENCES users (id),
  draft BYTEA NOT NULL,
  of_entry BIGINT NOT NULL,
  saved_at BIGINT NOT NULL,
  edit TEXT NOT NULL,
  PRIMARY KEY (user_id, draft)
);
CREATE INDEX entry_draft_by_time ON entry_draft (saved_at);
