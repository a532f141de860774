-- What lists of devices are filtered by besides the state: why a device is away (NULL while it is not), and its group. No index: both are
-- held in memory, where each list is a single pass.
ALTER TABLE device ADD COLUMN reason TEXT;
ALTER TABLE device ADD COLUMN group_name TEXT;
UPDATE device SET reason = CASE
    WHEN state = 'STALE' THEN 'SILENCE'
    WHEN json_extract(CAST(presence AS TEXT), '$.willAlone') THEN 'LAST_WILL'
    ELSE json_extract(CAST(presence AS TEXT), '$.link.closedFor') END
  WHERE state IN ('SUSPECT', 'OFFLINE', 'STALE');

-- The fleet minute by minute: how many devices had each verdict at the end of the minute, and how many outages began and ended in it.
CREATE TABLE history (
  at INTEGER PRIMARY KEY,
  online INTEGER NOT NULL,
  suspect INTEGER NOT NULL,
  offline INTEGER NOT NULL,
  stale INTEGER NOT NULL,
  unknown INTEGER NOT NULL,
  outages INTEGER NOT NULL,
  recoveries INTEGER NOT NULL
);

-- The trace that an event belongs to, as a traceparent (https://www.w3.org/TR/trace-context/); NULL: none.
ALTER TABLE event ADD COLUMN trace TEXT;
