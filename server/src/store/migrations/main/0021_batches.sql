-- The change of many entries at once that made a version, so that it can be taken back.
ALTER TABLE entry_version ADD COLUMN batch BYTEA;
CREATE INDEX entry_version_by_batch ON entry_version (batch, entry) WHERE batch IS NOT NULL;
