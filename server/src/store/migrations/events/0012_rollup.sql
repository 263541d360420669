-- What visitors did in each hour by the workspace's clock (`day`: days since 1970-01-01, `hour`: 0 to 23), and by what their
-- questions were about; kept in the transaction of the events, so that a report need not read the log. `store/rollup` says what
-- counts.
CREATE TABLE usage_hour (
  day BIGINT NOT NULL,
  hour BIGINT NOT NULL,
  widget TEXT NOT NULL,
  visits BIGINT NOT NULL,
  conversations BIGINT NOT NULL,
  questions BIGINT NOT NULL,
  answers BIGINT NOT NULL,
  candidates BIGINT NOT NULL,
  not_found BIGINT NOT NULL,
  read_answers BIGINT NOT NULL,
  self_served BIGINT NOT NULL,
  solved BIGINT NOT NULL,
  not_solved BIGINT NOT NULL,
  PRIMARY KEY (day, hour, widget)
);

-- `entry`: the one that was read last, else the best of those that were offered; zeroes when there was none.
CREATE TABLE topic_day (
  day BIGINT NOT NULL,
  widget TEXT NOT NULL,
  entry BYTEA NOT NULL,
  questions BIGINT NOT NULL,
  read_answers BIGINT NOT NULL,
  self_served BIGINT NOT NULL,
  solved BIGINT NOT NULL,
  not_solved BIGINT NOT NULL,
  PRIMARY KEY (day, widget, entry)
);

-- Conversations that something was done in. `day`: the one under which it is counted; none yet for those of before.
CREATE TABLE conversation (
  id BYTEA NOT NULL PRIMARY KEY,
  widget TEXT NOT NULL,
  at BIGINT NOT NULL,
  day BIGINT
);
CREATE INDEX conversation_by_time ON conversation (at, id);
CREATE INDEX conversation_uncounted ON conversation (at, id) WHERE day IS NULL;
INSERT INTO conversation (id, widget, at)
  SELECT e.conversation, MIN(v.widget), MIN(e.at) FROM event e JOIN visit v ON v.id = e.visit GROUP BY e.conversation;

ALTER TABLE visit ADD COLUMN day BIGINT;
CREATE INDEX visit_uncounted ON visit (at, id) WHERE day IS NULL;

-- `hour`: the one under which the question is counted; none yet for those of before.
ALTER TABLE question ADD COLUMN hour BIGINT;
CREATE INDEX question_unrolled ON question (at, id) WHERE hour IS NULL;

-- The steps of scenarios that were shown, in the order of time.
CREATE INDEX event_of_scenario ON event (at, id) WHERE scenario IS NOT NULL;
-- One conversation as the visitor had it.
CREATE INDEX event_by_conversation ON event (conversation, at);
