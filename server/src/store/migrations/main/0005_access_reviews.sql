-- Who had access, signed off by the owner: `people` is the list as it was (JSON).
CREATE TABLE access_review (
  id BYTEA NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  signed_by TEXT NOT NULL,
  note TEXT NOT NULL,
  users BIGINT NOT NULL,
  people TEXT NOT NULL
);
CREATE INDEX access_review_by_time ON access_review (at);
