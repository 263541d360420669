-- What visitors did. A database of its own, so that nothing that the help desk does delays them.

-- Kept with what it counts: `questions`, `not_found`, `not_solved`, `solved`.
CREATE TABLE counter (
  name TEXT NOT NULL PRIMARY KEY,
  value BIGINT NOT NULL
);

CREATE TABLE visit (
  id BYTEA NOT NULL PRIMARY KEY,
  visitor BYTEA NOT NULL,
  widget TEXT NOT NULL,
  page TEXT NOT NULL,
  lang TEXT NOT NULL,
  at BIGINT NOT NULL
);

-- Ids are made by the widget: an event that is sent again is the same event.
CREATE TABLE event (
  id BYTEA NOT NULL PRIMARY KEY,
  visit BYTEA NOT NULL,
  conversation BYTEA NOT NULL,
  seq BIGINT NOT NULL,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  question BYTEA,
  entry BYTEA,
  solved BIGINT
);
CREATE INDEX event_by_question ON event (question) WHERE question IS NOT NULL;

-- A question event with what became of it, as the log shows it. `folded` is searched.
CREATE TABLE question (
  id BYTEA NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  conversation BYTEA NOT NULL,
  outcome TEXT NOT NULL,
  read_entry BYTEA,
  solved BIGINT,
  widget TEXT NOT NULL,
  page TEXT NOT NULL,
  pack TEXT NOT NULL,
  candidates TEXT NOT NULL,
  text TEXT NOT NULL,
  folded TEXT NOT NULL
);
CREATE INDEX question_by_time ON question (at, id);
CREATE INDEX question_not_found ON question (at, id) WHERE outcome = 'not_found';
CREATE INDEX question_not_solved ON question (at, id) WHERE solved = 0;
CREATE INDEX question_solved ON question (at, id) WHERE solved = 1;
