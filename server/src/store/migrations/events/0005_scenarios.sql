-- The scenario whose step was shown (`kind` is `scenario`, `text` is the step's id).
ALTER TABLE event ADD COLUMN scenario BYTEA;
