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

-- Siblings have different names; two indexes, since NULL parents never count as equal.
CREATE TABLE category (
  id BYTEA NOT NULL PRIMARY KEY,
  parent BYTEA REFERENCES category (id),
  name TEXT NOT NULL,
  position BIGINT NOT NULL
);
CREATE UNIQUE INDEX category_by_parent ON category (parent, name);
CREATE UNIQUE INDEX category_at_root ON category (name) WHERE parent IS NULL;

-- `content_version` is the version that last changed what visitors get; `published_version` the one they get now.
-- `unpublished` follows from both and the status: the next publication would change something.
-- `code_key` and `title_key` sort; long texts stand last, where lists do not read them.
CREATE TABLE entry (
  id BYTEA NOT NULL PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  code_key TEXT NOT NULL,
  title TEXT NOT NULL,
  title_key TEXT NOT NULL,
  category BYTEA REFERENCES category (id),
  status TEXT NOT NULL,
  version BIGINT NOT NULL,
  content_version BIGINT NOT NULL,
  published_version BIGINT,
  unpublished BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  phrasings TEXT NOT NULL,
  keywords TEXT NOT NULL,
  answer TEXT NOT NULL
);
-- One index an order, each with all that a list filters by, so that a list reads the index alone.
CREATE INDEX entry_by_code ON entry (code_key, id, status, category, unpublished);
CREATE INDEX entry_by_title ON entry (title_key, id, status, category, unpublished);
CREATE INDEX entry_by_update ON entry (updated_at, id, status, category, unpublished);
CREATE INDEX entry_by_category ON entry (category);
CREATE INDEX entry_to_publish ON entry (id) WHERE unpublished = 1;

-- Everything of an entry that a search looks at, folded, a line each.
CREATE TABLE entry_search (
  entry BYTEA NOT NULL PRIMARY KEY REFERENCES entry (id),
  folded TEXT NOT NULL
);

-- Every version of every entry, for history, replay and rollback.
CREATE TABLE entry_version (
  entry BYTEA NOT NULL REFERENCES entry (id),
  version BIGINT NOT NULL,
  at BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  category BYTEA,
  status TEXT NOT NULL,
  phrasings TEXT NOT NULL,
  keywords TEXT NOT NULL,
  answer TEXT NOT NULL,
  PRIMARY KEY (entry, version)
);

CREATE TABLE widget (
  id BYTEA NOT NULL PRIMARY KEY,
  widget_key TEXT NOT NULL UNIQUE,
  settings TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

-- What a visitor reads, compiled once a version of an entry.
CREATE TABLE answer (
  entry BYTEA NOT NULL REFERENCES entry (id),
  version BIGINT NOT NULL,
  title TEXT NOT NULL,
  doc BYTEA NOT NULL,
  PRIMARY KEY (entry, version)
);

-- What widgets load, by the hash of the plain bytes. Derived: deleted some days after it is no longer current.
CREATE TABLE pack (
  hash TEXT NOT NULL PRIMARY KEY,
  made_at BIGINT NOT NULL,
  retired_at BIGINT,
  plain BYTEA NOT NULL,
  brotli BYTEA NOT NULL,
  gzip BYTEA NOT NULL
);

-- `versions` lists which version of which entry it has (postcard): what lasts when the pack is gone.
CREATE TABLE publication (
  number BIGINT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  published_by TEXT NOT NULL,
  note TEXT NOT NULL,
  revision BIGINT NOT NULL,
  pack TEXT NOT NULL,
  pack_bytes BIGINT NOT NULL,
  entries BIGINT NOT NULL,
  versions BYTEA NOT NULL
);
