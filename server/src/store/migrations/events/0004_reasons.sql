-- Why an answer did not help: with its event, and beside the question as the log shows it.
ALTER TABLE event ADD COLUMN text TEXT;
ALTER TABLE question ADD COLUMN reason TEXT;
-- What the page told of the visitor, unsigned: names and values (JSON).
ALTER TABLE visit ADD COLUMN claims TEXT;
