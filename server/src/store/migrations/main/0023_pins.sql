-- Why a pinned question that is broken found what it found, as JSON.
ALTER TABLE pinned ADD COLUMN why TEXT NOT NULL DEFAULT '';

-- Questions that visitors solved with an entry, counted, as proposals to pin them: `state` is `proposed` or `refused`; one that is
-- accepted is a pinned question and no proposal any more. Questions that fold alike are one.
CREATE TABLE pin_proposal (
  id BYTEA NOT NULL PRIMARY KEY,
  entry BYTEA NOT NULL REFERENCES entry (id),
  folded TEXT NOT NULL,
  text TEXT NOT NULL,
  count BIGINT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  state TEXT NOT NULL
);
CREATE UNIQUE INDEX pin_proposal_once ON pin_proposal (entry, folded);
CREATE INDEX pin_proposal_by_count ON pin_proposal (state, count, last_at, id);
CREATE INDEX pin_proposal_by_question ON pin_proposal (folded);

-- What was counted already.
INSERT INTO pin_proposal (id, entry, folded, text, count, first_at, last_at, state)
  SELECT id, entry, folded, text, count, first_at, last_at, 'proposed' FROM phrase WHERE state <> 'refused';
