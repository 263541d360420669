-- Four eyes. `release_version` is the version that the next publication takes; NULL: none. It follows `content_version` of a published
-- entry, unless the workspace demands approval: then it is the one that somebody approved. `content_by` is who made `content_version`
-- (no reference: versions keep the id of one who was deleted). `unpublished`: it differs from `published_version`.
ALTER TABLE entry ADD COLUMN release_version BIGINT;
ALTER TABLE entry ADD COLUMN content_by BYTEA;
UPDATE entry SET release_version = content_version WHERE status = 'published';
CREATE INDEX entry_released ON entry (id) WHERE release_version IS NOT NULL;
CREATE INDEX entry_in_review ON entry (id) WHERE status = 'in_review';
CREATE INDEX entry_unapproved ON entry (id) WHERE status = 'published' AND release_version <> content_version;

-- Who made a version, and what it was for a review: asked, approved or sent back, with a comment.
ALTER TABLE entry_version ADD COLUMN changed_by_id BYTEA;
ALTER TABLE entry_version ADD COLUMN act TEXT NOT NULL DEFAULT '';
ALTER TABLE entry_version ADD COLUMN comment TEXT NOT NULL DEFAULT '';
