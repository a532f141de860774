-- Why incidents were, or were not, opened, as explain shows it: blocks of consecutive decisions in the form of event_block. The decisions
-- about one device form a chain from device.last_decision, for the reason given there. AUTOINCREMENT remembers the highest number given,
-- so that none is reused after its block was pruned. OldDecisions migrates the rows of earlier versions.
DROP INDEX decision_client;
DROP INDEX decision_at;
ALTER TABLE decision RENAME TO old_decision;
CREATE TABLE decision_block (
  last_seq INTEGER PRIMARY KEY AUTOINCREMENT,
  first_seq INTEGER NOT NULL,
  newest INTEGER NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX decision_block_newest ON decision_block (newest);
ALTER TABLE device ADD COLUMN last_decision INTEGER NOT NULL DEFAULT 0;

-- Decisions that cannot be read and are now dead letters.
CREATE TABLE unreadable_decision (seq INTEGER PRIMARY KEY);
