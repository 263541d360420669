CREATE VIRTUAL TABLE question_text USING fts5(grams, content='', columnsize=0, tokenize='ascii');
