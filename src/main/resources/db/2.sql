-- Devices with an unanswered query, which a restart sends again.
ALTER TABLE device ADD COLUMN asking INTEGER NOT NULL DEFAULT 0;
CREATE INDEX device_asking ON device (asking) WHERE asking = 1;

-- The keep-alive in seconds, if known.
ALTER TABLE device ADD COLUMN keep_alive INTEGER;
