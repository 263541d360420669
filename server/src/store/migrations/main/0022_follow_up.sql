-- What is offered below an entry's answer, as JSON; null: nothing. No reference: what it leads to may go.
ALTER TABLE entry ADD COLUMN follow_up TEXT NOT NULL DEFAULT 'null';
ALTER TABLE entry_version ADD COLUMN follow_up TEXT NOT NULL DEFAULT 'null';
ALTER TABLE answer ADD COLUMN follow_up TEXT NOT NULL DEFAULT 'null';
