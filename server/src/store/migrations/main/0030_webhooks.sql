-- Whom a message is for where one worker serves many: empty for mail, else the webhook's id. Each is a line of its own.
ALTER TABLE outbox ADD COLUMN target TEXT NOT NULL DEFAULT '';
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (target, state, next_at, id);
CREATE INDEX outbox_by_target ON outbox (target, created_at, id);

-- Programs that are told of things. `events` is JSON. Secrets lie sealed as `webhook`, ID/1 the older and ID/2 the newer;
-- `secrets` has when they were made. `rest_until`: it did not answer, and is left alone until then.
CREATE TABLE webhook (
  id BYTEA NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  events TEXT NOT NULL,
  answers BIGINT NOT NULL,
  active BIGINT NOT NULL,
  secrets TEXT NOT NULL,
  failures BIGINT NOT NULL,
  rest_until BIGINT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL
);

-- What happened, written in the transaction in which it did; the worker makes a message of it for each target.
CREATE TABLE webhook_event (
  id BYTEA NOT NULL PRIMARY KEY,
  event TEXT NOT NULL,
  at BIGINT NOT NULL,
  submission BYTEA,
  data TEXT NOT NULL
);

-- How each try of a delivery went. `fault` is JSON, or empty.
CREATE TABLE webhook_try (
  id BYTEA NOT NULL PRIMARY KEY,
  delivery BYTEA NOT NULL,
  at BIGINT NOT NULL,
  ms BIGINT NOT NULL,
  status BIGINT,
  response TEXT NOT NULL,
  fault TEXT NOT NULL
);
CREATE INDEX webhook_try_by_delivery ON webhook_try (delivery, at, id);
CREATE INDEX webhook_try_by_time ON webhook_try (at);
