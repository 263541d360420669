-- The questions of one conversation, which a submission may show.
CREATE INDEX question_by_conversation ON question (conversation, at);
