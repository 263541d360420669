-- Why something is out of scope, the entry that is to answer it, the publication since which visitors have it, and the one that
-- found it no longer. `subject` names an entry of the list too: its kind and its id.
ALTER TABLE handling ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE handling ADD COLUMN entry BYTEA;
ALTER TABLE handling ADD COLUMN publication BIGINT;
ALTER TABLE handling ADD COLUMN lost BIGINT;
CREATE INDEX entry_by_review ON entry (review_on) WHERE review_on <> '';
