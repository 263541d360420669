-- Who keeps an entry right, and the day (YYYY-MM-DD, by the workspace's clock) on which it should be looked at again; empty:
-- none. No reference to the user: the earlier versions keep the id of one who was deleted.
ALTER TABLE entry ADD COLUMN owner BYTEA;
ALTER TABLE entry ADD COLUMN review_on TEXT NOT NULL DEFAULT '';
ALTER TABLE entry_version ADD COLUMN owner BYTEA;
ALTER TABLE entry_version ADD COLUMN review_on TEXT NOT NULL DEFAULT '';
CREATE INDEX entry_by_owner ON entry (owner);
