-- Forms. `version` is raised by each change; `definition` is the version of `form_version` that visitors get.
CREATE TABLE form (
  id BYTEA NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  purpose TEXT NOT NULL,
  state TEXT NOT NULL,
  settings TEXT NOT NULL,
  version BIGINT NOT NULL,
  definition BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL
);

-- What a form asked, by the version in which it was changed. `definition` is JSON.
CREATE TABLE form_version (
  form BYTEA NOT NULL REFERENCES form (id),
  version BIGINT NOT NULL,
  definition TEXT NOT NULL,
  PRIMARY KEY (form, version)
);

-- What visitors sent. `id` is made by the widget, so that what is sent again is the same. `answers` and `visitor` are JSON;
-- `folded` is searched.
CREATE TABLE submission (
  id BYTEA NOT NULL PRIMARY KEY,
  number BIGINT NOT NULL UNIQUE,
  form BYTEA NOT NULL REFERENCES form (id),
  form_version BIGINT NOT NULL,
  state TEXT NOT NULL,
  assignee BYTEA,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  verified BIGINT NOT NULL,
  mailed BIGINT NOT NULL,
  sender TEXT NOT NULL,
  summary TEXT NOT NULL,
  reply_to TEXT NOT NULL,
  lang TEXT NOT NULL,
  widget TEXT NOT NULL,
  page TEXT NOT NULL,
  conversation BYTEA,
  visitor TEXT NOT NULL,
  answers TEXT NOT NULL,
  folded TEXT NOT NULL
);
CREATE INDEX submission_by_time ON submission (created_at, id);
CREATE INDEX submission_by_state ON submission (state, created_at, id);
CREATE INDEX submission_by_form ON submission (form, created_at, id);
CREATE INDEX submission_by_form_state ON submission (form, state, created_at, id);
CREATE INDEX submission_by_assignee ON submission (assignee, created_at, id);

-- What the help desk wrote to one: `reply` 1 went to the visitor. Never changed.
CREATE TABLE submission_note (
  id BYTEA NOT NULL PRIMARY KEY,
  submission BYTEA NOT NULL REFERENCES submission (id),
  reply BIGINT NOT NULL,
  text TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL
);
CREATE INDEX submission_note_by_submission ON submission_note (submission, created_at, id);
