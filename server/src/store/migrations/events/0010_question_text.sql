-- The order in which questions came; none yet for those of before. Their texts are found by it (`store/engine/text_index`).
ALTER TABLE question ADD COLUMN number BIGINT;
CREATE UNIQUE INDEX question_by_number ON question (number);
CREATE INDEX question_unnumbered ON question (at, id) WHERE number IS NULL;
