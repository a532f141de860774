-- The last event that a sink has accepted for each open ticket that it wants to have repeated.
CREATE TABLE repetition (
  sink TEXT NOT NULL,
  incident_id TEXT NOT NULL,
  every INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (sink, incident_id)
) WITHOUT ROWID;
