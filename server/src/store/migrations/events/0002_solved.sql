-- Questions in the order in which they were first said to be solved, for whoever learns from them: `number` rises.
CREATE TABLE solved_question (
  number BIGINT NOT NULL PRIMARY KEY,
  question BYTEA NOT NULL UNIQUE
);
INSERT INTO solved_question (number, question)
  SELECT ROW_NUMBER() OVER (ORDER BY at, id), id FROM question WHERE solved = 1;
INSERT INTO counter (name, value) SELECT 'solved_number', COUNT(*) FROM solved_question;
