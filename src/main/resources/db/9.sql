-- The signals that have been taken in, by the hour of receipt. The key starts with the signal's own time, so that new rows are added at
-- one end of the hour; whole hours are deleted at once, so no other index is needed. OldInbox migrates the rows of earlier versions.
ALTER TABLE inbox RENAME TO old_inbox;
CREATE TABLE inbox (
  hour INTEGER NOT NULL,
  key BLOB NOT NULL,
  PRIMARY KEY (hour, key)
) WITHOUT ROWID;

-- When the latest of them was taken in.
CREATE TABLE taken_in (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  at INTEGER NOT NULL
);
INSERT INTO taken_in SELECT 1, max(received) FROM old_inbox HAVING max(received) IS NOT NULL;

-- The log of outgoing events: blocks of consecutive events, as EventBlock writes them. A block is small enough for SQLite to keep it in
-- one page, and for one event to be read without many others. The writer assigns the numbers itself, because a number must not be reused
-- after its block was pruned. The events of one device form a chain from device.last_event through the previous event that each names:
-- with an index on devices, every event would write a page in the middle of nowhere. OldEvents migrates the rows of earlier versions.
ALTER TABLE event RENAME TO old_event;
CREATE TABLE event_block (
  last_seq INTEGER PRIMARY KEY,
  first_seq INTEGER NOT NULL,
  newest INTEGER NOT NULL,
  body BLOB NOT NULL
);
-- For pruning: some old blocks are kept for a sink, or were written while the clock was wrong.
CREATE INDEX event_block_newest ON event_block (newest);

-- Events that cannot be read and are now dead letters.
CREATE TABLE unreadable_event (seq INTEGER PRIMARY KEY);
