package io.iotconnectivity.engine.kafka.view;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Tells tests how far a view is. */
public final class AppliedRecords {
    private AppliedRecords() {}

    /** Up to where each partition is applied; empty while the view is not complete. */
    public static Map<TopicPartition, Long> of(ViewFeed view) {
        return view.applied();
    }
}
