-- Which devices something was asked about that is not answered: a restart asks again.
ALTER TABLE device ADD COLUMN asking INTEGER NOT NULL DEFAULT 0;
CREATE INDEX device_asking ON device (asking) WHERE asking = 1;

-- The keep-alive in seconds, where it is known.
ALTER TABLE device ADD COLUMN keep_alive INTEGER;
