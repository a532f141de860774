package io.iotconnectivity.engine.sqlite;

/** The logs that are stored in blocks; their tables have the same columns. */
enum BlockLog {
    /** The log of outgoing events. */
    EVENTS("event_block", "unreadable_event"),
    /** The decisions about incidents of devices. */
    DECISIONS("decision_block", "unreadable_decision");

    private final String blocks;
    private final String unreadable;

    BlockLog(String blocks, String unreadable) {
        this.blocks = blocks;
        this.unreadable = unreadable;
    }

    /** The table of blocks. */
    String blocks() {
        return blocks;
    }

    /** The table of the numbers of records that cannot be read and are now dead letters. */
    String unreadable() {
        return unreadable;
    }
}
