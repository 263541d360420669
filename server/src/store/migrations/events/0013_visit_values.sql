-- What visitor fields have of a visit. `mark` says how sure that is, and `sure` the same as a number: the greater one stays.
-- What pages told before there were fields stays in `visit.claims`.
CREATE TABLE visit_value (
  visit BYTEA NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  mark TEXT NOT NULL,
  sure BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (visit, field)
);
CREATE INDEX visit_value_by_time ON visit_value (field, at);
CREATE INDEX visit_value_by_value ON visit_value (field, value, visit);
