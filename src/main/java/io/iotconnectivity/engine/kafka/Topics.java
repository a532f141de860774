package io.iotconnectivity.engine.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/** The topics, without the prefix that all topics of one installation share. They are sinks of the stages, too. */
public final class Topics {
    /** Signals, ticks and holds, by client id. */
    public static final String SIGNALS = "signals";
    /** Events of devices, silences and sights: what the incident stage processes. */
    public static final String CASES_IN = "cases-in";
    /** Events, by subject. */
    public static final String EVENTS = "events";
    /** Questions that the rules ask. Whoever is assigned its only partition is the leader. */
    public static final String EFFECTS = "effects";
    /** Decisions, by client id, and delivery results, by subject; as {@code StoryCodec} writes them. */
    public static final String STORY = "story";
    /**
     * What could not be processed or delivered, as {@code LetterCodec} writes it; its position is that of its dead
     * letter. A record without a value: the sink that is its key is forgotten, with its earlier dead letters.
     */
    public static final String LETTERS = "letters";
    /** The outages and incidents that are open, by the key of their ticket; compacted. */
    public static final String OPEN = "open";
    /** What is stored of each sink in each partition of the events; compacted. */
    public static final String SINKS = "sinks";
    /** The sinks that are disabled, by name; one partition, compacted. */
    public static final String DISABLED = "disabled";

    /** The header with the trace that an event continues. */
    public static final String TRACE = "traceparent";
    /** The header with the only sink that an event is for. */
    public static final String ADDRESSEE = "addressee";

    private Topics() {}

    /** The partition that a record is in because of its key, as with Kafka's own producers. */
    public static int partition(String key, int partitions) {
        return BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), partitions);
    }
}
