-- What a workspace may have (JSON), its own host name, and whether it is the operators'.
ALTER TABLE workspace ADD COLUMN quotas TEXT NOT NULL DEFAULT '{}';
ALTER TABLE workspace ADD COLUMN host TEXT;
ALTER TABLE workspace ADD COLUMN operators BIGINT NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX workspace_by_host ON workspace (host);
