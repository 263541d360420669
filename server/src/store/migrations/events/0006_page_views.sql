-- Pages with a widget that were opened, by month (`2026-11`) of the workspace's time zone.
CREATE TABLE page_view (
  month TEXT NOT NULL PRIMARY KEY,
  count BIGINT NOT NULL
);
