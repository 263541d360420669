-- Secrets that must be read again, sealed with the master key; each opens in its own place alone.
CREATE TABLE secret (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  sealed TEXT NOT NULL,
  PRIMARY KEY (kind, id)
);

-- A user's authenticator app; its seed is the secret `totp` of the user. A code of `last_step` or before was used.
CREATE TABLE second_factor (
  user_id BYTEA NOT NULL PRIMARY KEY REFERENCES users (id),
  created_at BIGINT NOT NULL,
  confirmed_at BIGINT,
  last_step BIGINT NOT NULL
);
CREATE TABLE recovery_code (
  user_id BYTEA NOT NULL REFERENCES users (id),
  code_hash BYTEA NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (user_id, code_hash)
);

-- When who holds the session last proved who he is.
ALTER TABLE session ADD COLUMN proved_at BIGINT NOT NULL DEFAULT 0;
