-- The publication whose entries one brought back, and what it changed; NULL: made before this was counted.
ALTER TABLE publication ADD COLUMN restores BIGINT;
ALTER TABLE publication ADD COLUMN added BIGINT;
ALTER TABLE publication ADD COLUMN changed BIGINT;
ALTER TABLE publication ADD COLUMN removed BIGINT;
