-- The space that unreadable input takes up, by sender. Triggers keep it correct whatever writes or deletes, so that enforcing a limit
-- needs no counting.
ALTER TABLE dead_letter ADD COLUMN sender TEXT AS (coalesce(topic, client_id, ''));
-- A row and its indexes need some space of their own.
ALTER TABLE dead_letter ADD COLUMN size INTEGER AS (1024 + octet_length(payload) + octet_length(reason) + coalesce(octet_length(topic), 0));
CREATE INDEX dead_letter_sender ON dead_letter (origin, sender, id) WHERE direction = 'in';

CREATE TABLE sender_use (
  origin TEXT NOT NULL,
  sender TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (origin, sender)
) WITHOUT ROWID;
CREATE INDEX sender_use_bytes ON sender_use (bytes);
CREATE TABLE unreadable_use (bytes INTEGER NOT NULL);

INSERT INTO sender_use SELECT origin, sender, sum(size) FROM dead_letter WHERE direction = 'in' GROUP BY origin, sender;
INSERT INTO unreadable_use SELECT coalesce(sum(bytes), 0) FROM sender_use;

CREATE TRIGGER dead_letter_inserted AFTER INSERT ON dead_letter WHEN NEW.direction = 'in' BEGIN
  INSERT INTO sender_use VALUES (NEW.origin, NEW.sender, NEW.size) ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes; UPDATE unreadable_use SET bytes = bytes + NEW.size; END;
CREATE TRIGGER dead_letter_updated AFTER UPDATE OF reason ON dead_letter WHEN NEW.direction = 'in' BEGIN
  UPDATE sender_use SET bytes = bytes + NEW.size - OLD.size WHERE origin = NEW.origin AND sender = NEW.sender; UPDATE unreadable_use SET bytes = bytes + NEW.size - OLD.size; END;
CREATE TRIGGER dead_letter_deleted AFTER DELETE ON dead_letter WHEN OLD.direction = 'in' BEGIN
  UPDATE sender_use SET bytes = bytes - OLD.size WHERE origin = OLD.origin AND sender = OLD.sender; DELETE FROM sender_use WHERE origin = OLD.origin AND sender = OLD.sender AND bytes <= 0; UPDATE unreadable_use SET bytes = bytes - OLD.size; END;
