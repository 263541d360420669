-- What visitors did with entries, by the day of the question (days since 1970-01-01 by the workspace's clock), kept in the
-- transaction of the events; `store/entry_days` says what counts. `entry_seen` is the last day of each entry.
CREATE TABLE entry_day (
  entry BYTEA NOT NULL,
  day BIGINT NOT NULL,
  shown BIGINT NOT NULL,
  chosen BIGINT NOT NULL,
  solved BIGINT NOT NULL,
  not_solved BIGINT NOT NULL,
  PRIMARY KEY (entry, day)
);
CREATE INDEX entry_day_said ON entry_day (day, entry, solved, not_solved) WHERE solved > 0 OR not_solved > 0;
CREATE TABLE entry_seen (
  entry BYTEA NOT NULL PRIMARY KEY,
  day BIGINT NOT NULL
);

-- `day`: the one under which the question is counted; none yet for those of before. `said_entry`: of which entry `solved` was
-- said. `went_on`: the visitor did something else afterwards.
ALTER TABLE question ADD COLUMN day BIGINT;
ALTER TABLE question ADD COLUMN said_entry BYTEA;
ALTER TABLE question ADD COLUMN went_on BIGINT NOT NULL DEFAULT 0;
CREATE INDEX question_uncounted ON question (at, id) WHERE day IS NULL;
CREATE INDEX question_open ON question (conversation)
  WHERE outcome = 'candidates' AND read_entry IS NULL AND went_on = 0;

-- Openings without a question, of before: by UTC's days.
INSERT INTO entry_day (entry, day, shown, chosen, solved, not_solved)
  SELECT entry, at / 86400000, SUM(CASE WHEN kind = 'answer' THEN 1 ELSE 0 END),
    SUM(CASE WHEN kind = 'answer' THEN 1 ELSE 0 END), SUM(CASE WHEN kind = 'feedback' AND solved = 1 THEN 1 ELSE 0 END),
    SUM(CASE WHEN kind = 'feedback' AND solved = 0 THEN 1 ELSE 0 END)
  FROM event WHERE question IS NULL AND entry IS NOT NULL AND kind IN ('answer', 'feedback')
  GROUP BY entry, at / 86400000;
INSERT INTO entry_seen (entry, day) SELECT entry, MAX(day) FROM entry_day WHERE shown > 0 GROUP BY entry;
