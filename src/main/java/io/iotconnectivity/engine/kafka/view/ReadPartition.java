package io.iotconnectivity.engine.kafka.view;

import io.iotconnectivity.engine.sqlite.ViewPartition;
import org.apache.kafka.common.TopicPartition;

/**
 * A partition that the view is fed from.
 *
 * @param id the same partition as the view knows it
 * @param content what is in it
 */
record ReadPartition(TopicPartition partition, ViewPartition id, Content content) {

    /** What a topic is about, in the order in which records that are read together are applied. */
    enum Content {
        /** First, so that events find their devices. */
        DEVICES(true),
        EVENTS(true),
        STORY(true),
        LETTERS(true),
        /**
         * Read from the beginning at each start: it is small, and what ended while nobody looked leaves no trace in it.
         */
        SHOWN(false);

        private final boolean isContinued;

        Content(boolean isContinued) {
            this.isContinued = isContinued;
        }

        /** Whether the next start goes on where this one has stopped. */
        boolean isContinued() {
            return isContinued;
        }
    }
}
