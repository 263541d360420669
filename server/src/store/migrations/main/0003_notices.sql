-- Announcements. `widgets` is a JSON list of ids; an empty one stands for all.
CREATE TABLE notice (
  id BYTEA NOT NULL PRIMARY KEY,
  text_ja TEXT NOT NULL,
  text_en TEXT NOT NULL,
  tone TEXT NOT NULL,
  link TEXT NOT NULL,
  starts_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  widgets TEXT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL
);
CREATE INDEX notice_by_end ON notice (ends_at);
