-- Our own sources that are blind, each with the incident that reports it.
CREATE TABLE blind_source (
  source TEXT PRIMARY KEY,
  body BLOB NOT NULL
) WITHOUT ROWID;
