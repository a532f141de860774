package io.iotconnectivity.sandbox.aws.cloudwatch;

import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** The entries of one log group, in the order of their time. Thread-safe. */
final class LogGroup {
    /** The most entries kept; the oldest are dropped. */
    private static final int KEPT = 100_000;

    /** Orders entries: by time, then by arrival; as text, the token of a page that ended here. */
    record Place(long millis, long arrival) implements Comparable<Place> {
        /** The place before everything of that time. */
        static Place before(long millis) {
            return new Place(millis, 0);
        }

        /** The place after everything of that time. */
        static Place after(long millis) {
            return new Place(millis, Long.MAX_VALUE);
        }

        static Place ofToken(String token) {
            int dash = token.lastIndexOf('-');
            try {
                return new Place(
                        Long.parseLong(token.substring(0, Math.max(0, dash))),
                        Long.parseLong(token.substring(dash + 1)));
            } catch (NumberFormatException e) {
                throw new AwsError(400, "InvalidParameterException", "The specified nextToken is invalid.");
            }
        }

        String token() {
            return millis + "-" + arrival;
        }

        @Override
        public int compareTo(Place other) {
            return Comparator.comparingLong(Place::millis)
                    .thenComparingLong(Place::arrival)
                    .compare(this, other);
        }
    }

    /** @param ingested when it was ingested, from which time searches find it */
    record Entry(Place place, String stream, String message, Instant ingested) {
        int size() {
            return message.getBytes(StandardCharsets.UTF_8).length;
        }
    }

    private final Instant created;
    private final AtomicLong arrivals = new AtomicLong();
    private final Set<String> streams = new ConcurrentSkipListSet<>();
    private final ConcurrentSkipListMap<Place, Entry> entries = new ConcurrentSkipListMap<>();
    private volatile OptionalInt retentionDays = OptionalInt.empty();

    LogGroup(Instant created) {
        this.created = created;
    }

    Instant created() {
        return created;
    }

    OptionalInt retentionDays() {
        return retentionDays;
    }

    void retain(OptionalInt days) {
        retentionDays = days;
    }

    /** Whether the stream is new. */
    boolean addStream(String name) {
        return streams.add(name);
    }

    boolean hasStream(String name) {
        return streams.contains(name);
    }

    void write(String stream, long millis, String message, Instant ingested) {
        streams.add(stream);
        Place place = new Place(millis, arrivals.incrementAndGet());
        entries.put(place, new Entry(place, stream, message, ingested));
        if (entries.size() > KEPT) {
            entries.pollFirstEntry();
        }
    }

    /** All entries, including those that searches do not find yet. */
    List<Entry> all() {
        return List.copyOf(entries.values());
    }

    /** What searches find by now of the entries after one place and not after another. */
    Stream<Entry> between(Place after, Place last, Instant now) {
        return after.compareTo(last) >= 0
                ? Stream.empty()
                : entries.subMap(after, false, last, true).entrySet().stream()
                        .map(Map.Entry::getValue)
                        .filter(entry -> !entry.ingested().isAfter(now));
    }
}
