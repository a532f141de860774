-- The last event that a sink has taken of each open ticket that it wants to be told of again and again.
CREATE TABLE repetition (
  sink TEXT NOT NULL,
  incident_id TEXT NOT NULL,
  every INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (sink, incident_id)
) WITHOUT ROWID;
