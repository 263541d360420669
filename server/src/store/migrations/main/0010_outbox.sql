-- Messages on their way out, each made in the transaction of its cause. `id` is the delivery id that receivers see.
-- `state`: queued, sending, sent, failed, cancelled. `next_at`: the next try, or while sending the lease's end.
-- The payload is the secret `outbox` of the message, until `forget_at`. `good_until`: of no use later, as its link has
-- ended; its payload is deleted as soon as it is sent.
CREATE TABLE outbox (
  id BYTEA NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  destination TEXT NOT NULL,
  title TEXT NOT NULL,
  cause TEXT NOT NULL,
  good_until BIGINT,
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  last_error TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  sent_at BIGINT,
  ended_at BIGINT,
  forget_at BIGINT,
  forgotten BIGINT NOT NULL
);
CREATE INDEX outbox_due ON outbox (state, next_at, id);
CREATE INDEX outbox_by_time ON outbox (created_at, id);
CREATE INDEX outbox_by_destination ON outbox (destination, cause, created_at);
CREATE INDEX outbox_to_forget ON outbox (forget_at) WHERE forgotten = 0;

-- Somebody says that he forgot the password of this address; whether there is such an account is looked up later.
CREATE TABLE password_request (
  id BYTEA NOT NULL PRIMARY KEY,
  email TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

-- Where a user has signed in from, for the notice of a new place.
CREATE TABLE sign_in_place (
  user_id BYTEA NOT NULL REFERENCES users (id),
  device TEXT NOT NULL,
  network TEXT NOT NULL,
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, device, network)
);
CREATE INDEX sign_in_place_by_time ON sign_in_place (seen_at);
