-- The signals that have been taken in. The key starts with the signal's own time, so that new rows are added at one end of the tree.
CREATE TABLE inbox (
  key BLOB PRIMARY KEY,
  received INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX inbox_received ON inbox (received);

-- The state of each device; times are milliseconds since 1970.
CREATE TABLE device (
  client_id TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  since INTEGER,
  deadline INTEGER,
  sequence INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  last_event INTEGER NOT NULL,
  presence BLOB NOT NULL
) WITHOUT ROWID;
-- Most devices are online; listing those is as fast without an index, and each step has one page less to write.
CREATE INDEX device_not_online ON device (state) WHERE state <> 'ONLINE';
CREATE INDEX device_deadline ON device (deadline) WHERE deadline IS NOT NULL;

-- The log of outgoing events. The writer assigns seq itself, because a number must not be reused after its row was pruned. The events of
-- one device form a chain from device.last_event through previous (0 ends it): with an index on client_id, every event would write a page
-- in the middle of nowhere.
CREATE TABLE event (
  seq INTEGER PRIMARY KEY,
  event_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  type TEXT NOT NULL,
  time INTEGER NOT NULL,
  previous INTEGER NOT NULL,
  body BLOB NOT NULL
);

-- The last event that each sink is done with, apart from its rows in delivery.
CREATE TABLE sink (
  name TEXT PRIMARY KEY,
  cursor INTEGER NOT NULL
) WITHOUT ROWID;

-- Events up to a sink's cursor that it has yet to receive: those that failed and those queued behind one.
CREATE TABLE delivery (
  sink TEXT NOT NULL,
  seq INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  due INTEGER NOT NULL,
  error TEXT,
  PRIMARY KEY (sink, seq)
) WITHOUT ROWID;
CREATE INDEX delivery_seq ON delivery (seq);

CREATE TABLE dead_letter (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  direction TEXT NOT NULL,
  origin TEXT NOT NULL,
  reason TEXT NOT NULL,
  topic TEXT,
  client_id TEXT,
  event_id TEXT,
  payload BLOB NOT NULL,
  original_size INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  at INTEGER NOT NULL
);
CREATE INDEX dead_letter_origin ON dead_letter (origin, id);
CREATE INDEX dead_letter_at ON dead_letter (at);
