-- An entry's editor names the submissions that lead to it.
CREATE INDEX submission_by_entry ON submission (entry, created_at, id);
