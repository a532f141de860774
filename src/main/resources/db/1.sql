-- Which signals have been taken in. The key begins with the signal's own time, so that new rows go to one end of the tree.
CREATE TABLE inbox (
  key BLOB PRIMARY KEY,
  received INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX inbox_received ON inbox (received);

-- What is held of each device; times are milliseconds since 1970.
CREATE TABLE device (
  client_id TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  since INTEGER,
  deadline INTEGER,
  sequence INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  presence BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX device_state ON device (state);
CREATE INDEX device_deadline ON device (deadline) WHERE deadline IS NOT NULL;

-- The log of what goes out. The writer counts seq itself, because a number must not come back after its row was pruned.
CREATE TABLE event (
  seq INTEGER PRIMARY KEY,
  event_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  type TEXT NOT NULL,
  time INTEGER NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX event_client ON event (client_id, seq);

-- Up to where each sink is done with the log, apart from its rows in delivery.
CREATE TABLE sink (
  name TEXT PRIMARY KEY,
  cursor INTEGER NOT NULL
) WITHOUT ROWID;

-- Events at or before a sink's cursor that it still has to get: those that failed and those that wait behind one.
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
