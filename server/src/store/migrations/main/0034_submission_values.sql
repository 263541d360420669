-- What visitor fields had when a form was sent. `mark` says how sure that is.
CREATE TABLE submission_value (
  submission BYTEA NOT NULL REFERENCES submission (id),
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  mark TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (submission, field)
);
CREATE INDEX submission_value_by_time ON submission_value (field, at);
