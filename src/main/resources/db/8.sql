-- Devices are held in memory. They are loaded from here at startup, from a row that is small enough never to spill out of its page, and
-- without an index: presence and incident_case (NULL if nothing is kept) as the codec writes them, the number of the latest event, and
-- what an unreadable row is restored from: the sequence of that event, and the group whose storm the outage is part of. past_deadlines
-- says whose deadline has passed and must not come again: 1 the device's, 2 its case's, 3 both. OldDevices migrates the rows of earlier
-- versions.
ALTER TABLE device RENAME TO old_device;
CREATE TABLE device (
  client_id TEXT PRIMARY KEY,
  presence BLOB NOT NULL,
  incident_case BLOB,
  last_event INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  group_name TEXT,
  storm TEXT,
  past_deadlines INTEGER NOT NULL
) WITHOUT ROWID;
