-- What mails about submissions say. `name`, `subject` and `text` are JSON, in both languages. The rows of letters that come with Kotae are
-- there once somebody changed them; what is empty in them is as it comes.
CREATE TABLE letter (
  id BYTEA NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL
);
