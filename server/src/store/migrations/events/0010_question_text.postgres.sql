CREATE TABLE question_text (number BIGINT NOT NULL PRIMARY KEY, grams TSVECTOR NOT NULL);
CREATE INDEX question_text_by_gram ON question_text USING GIN (grams);
