-- The state of the incident machine: of a device (incident_case, NULL if nothing is kept), and of a group.
ALTER TABLE device ADD COLUMN incident_case BLOB;
ALTER TABLE device ADD COLUMN case_deadline INTEGER;
ALTER TABLE device ADD COLUMN storm TEXT;
CREATE INDEX device_case_deadline ON device (case_deadline) WHERE case_deadline IS NOT NULL;
CREATE INDEX device_storm ON device (storm) WHERE storm IS NOT NULL;
CREATE TABLE incident_group (
  name TEXT PRIMARY KEY,
  deadline INTEGER,
  body BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX incident_group_deadline ON incident_group (deadline) WHERE deadline IS NOT NULL;

-- Each incident as its latest event describes it.
CREATE TABLE incident (
  incident_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  status TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  resolved_at INTEGER,
  last_event INTEGER NOT NULL,
  body BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX incident_open ON incident (status) WHERE status = 'open';
CREATE INDEX incident_resolved_at ON incident (resolved_at) WHERE resolved_at IS NOT NULL;

-- What explain shows about a device.
CREATE TABLE decision (
  id INTEGER PRIMARY KEY,
  client_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  what TEXT NOT NULL,
  incident_id TEXT,
  text TEXT NOT NULL
);
CREATE INDEX decision_client ON decision (client_id, id);
CREATE INDEX decision_at ON decision (at);

CREATE TABLE silence (
  id TEXT PRIMARY KEY,
  until INTEGER NOT NULL,
  body BLOB NOT NULL
) WITHOUT ROWID;

-- An event for one sink only: a test, a replay, or one that another sink could not be given.
ALTER TABLE event ADD COLUMN addressee TEXT;

-- Whether a failed attempt may have reached the sink all the same.
ALTER TABLE delivery ADD COLUMN maybe INTEGER NOT NULL DEFAULT 0;

-- Why a sink gets nothing until it is enabled; NULL: it is enabled.
ALTER TABLE sink ADD COLUMN gone TEXT;

-- The last event that may have been attempted without this being recorded: events between the cursor and it may have reached the sink if
-- the process ended in between.
ALTER TABLE sink ADD COLUMN reach INTEGER NOT NULL DEFAULT 0;
UPDATE sink SET reach = (SELECT coalesce(max(seq), 0) FROM event);

-- Openings that a sink received and whose end it has yet to receive. The receipt is what the sink needs to refer to the same ticket
-- again.
CREATE TABLE pairing (
  sink TEXT NOT NULL,
  incident_id TEXT NOT NULL,
  receipt TEXT,
  opened_at INTEGER NOT NULL,
  PRIMARY KEY (sink, incident_id)
) WITHOUT ROWID;

-- Outages reported before pairings existed: their ends must be reported, too.
INSERT INTO pairing (sink, incident_id, opened_at)
  SELECT s.name, 'outage/' || json_extract(CAST(d.presence AS TEXT), '$.outage.incidentId'), d.updated_at
  FROM device d CROSS JOIN sink s
  WHERE s.name LIKE 'webhook-%' AND d.state <> 'ONLINE'
    AND json_extract(CAST(d.presence AS TEXT), '$.outage.severity') <> 'none';

-- The outcomes of events at sinks that report one.
CREATE TABLE sent (
  id INTEGER PRIMARY KEY,
  sink TEXT NOT NULL,
  event_id TEXT NOT NULL,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  incident_id TEXT,
  at INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  result TEXT NOT NULL,
  answer TEXT
);
CREATE INDEX sent_subject ON sent (subject, id);
CREATE INDEX sent_incident ON sent (incident_id, id);
CREATE INDEX sent_at ON sent (at);
