-- Findings about the knowledge's health that somebody let be, by the key that they have in every look.
CREATE TABLE health_ignored (
  key TEXT NOT NULL PRIMARY KEY,
  reason TEXT NOT NULL,
  ignored_at BIGINT NOT NULL,
  ignored_by TEXT NOT NULL
);
