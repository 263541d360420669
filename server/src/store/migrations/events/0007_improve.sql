-- Questions that the knowledge should answer better, and those of them that were offered something and took nothing.
CREATE INDEX question_to_improve ON question (at, id)
  WHERE outcome = 'not_found' OR solved = 0 OR (outcome = 'candidates' AND read_entry IS NULL);
CREATE INDEX question_abandoned ON question (at, id) WHERE outcome = 'candidates' AND read_entry IS NULL;
