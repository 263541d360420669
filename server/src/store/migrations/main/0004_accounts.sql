-- What a user may do. Those who are there could do everything: the first of them owns the workspace, the others
-- administer it.
ALTER TABLE users ADD COLUMN role TEXT NOT NULL DEFAULT 'administrator';
UPDATE users SET role = 'owner' WHERE id = (SELECT id FROM users ORDER BY created_at, id LIMIT 1);
-- 1: only the categories in `user_category` and those below them. Without a row there: none.
ALTER TABLE users ADD COLUMN limited BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'Asia/Tokyo';
-- NULL: may sign in.
ALTER TABLE users ADD COLUMN suspended_at BIGINT;
ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT '';

CREATE TABLE user_category (
  user_id BYTEA NOT NULL REFERENCES users (id),
  category BYTEA NOT NULL REFERENCES category (id),
  PRIMARY KEY (user_id, category)
);
CREATE INDEX user_category_by_category ON user_category (category);
