package io.iotconnectivity.source.mqtt;

import java.io.IOException;

/** Receives the messages of one connection on the thread that reads it. */
interface Publications {
    /** For connections that subscribe to nothing, or do not care what arrives. */
    Publications IGNORED = new Publications() {
        @Override
        public void arrived(Publication publication) {}

        @Override
        public void pause() {}
    };

    /** May block, which slows down the broker. */
    void arrived(Publication publication) throws IOException;

    /** Everything that had been received has been handed over, and reading the next message may take forever. */
    void pause() throws IOException;
}
