-- The codes of the entries that are offered below an answer (JSON), in order.
ALTER TABLE entry ADD COLUMN related TEXT NOT NULL DEFAULT '[]';
ALTER TABLE entry_version ADD COLUMN related TEXT NOT NULL DEFAULT '[]';
ALTER TABLE answer ADD COLUMN related TEXT NOT NULL DEFAULT '[]';
