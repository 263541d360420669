-- The groups that an entry is meant for (JSON); an empty list: everybody.
ALTER TABLE entry ADD COLUMN audience TEXT NOT NULL DEFAULT '[]';
ALTER TABLE entry_version ADD COLUMN audience TEXT NOT NULL DEFAULT '[]';
ALTER TABLE answer ADD COLUMN audience TEXT NOT NULL DEFAULT '[]';

-- What the packs of visitors with groups are made from, where the current publication has entries that are not for
-- everybody: the whole of it, compressed.
CREATE TABLE pack_whole (
  publication BIGINT NOT NULL PRIMARY KEY,
  whole BYTEA NOT NULL
);

-- Uploads that only answers with an audience have shown. They are handed out by a signed address alone.
CREATE TABLE restricted_file (
  file TEXT NOT NULL PRIMARY KEY
);
