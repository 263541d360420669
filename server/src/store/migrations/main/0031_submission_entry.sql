-- The entry that would have answered a submission, when somebody named one; it may be gone by now.
ALTER TABLE submission ADD COLUMN entry BYTEA;
CREATE INDEX submission_by_update ON submission (updated_at, id);
