package io.iotconnectivity.engine.kafka;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of an instance. The ids of its clients of Kafka begin with it, so that instances can tell each other's
 * members of consumer groups apart, and so can whoever reads Kafka's own tools and logs:
 * {@code node-1_20261129T165500.123Z_sink-desk}.
 *
 * @param name of the instance
 * @param since when it was started, to the millisecond; absent if a client id is of another form
 */
record Member(String name, Optional<Instant> since) implements Comparable<Member> {
    private static final Comparator<Member> ORDER = Comparator.comparing(Member::name)
            .thenComparing(member -> member.since().orElse(Instant.MIN));
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    /** Kafka Streams adds to it what its client is for. */
    private static final Pattern FORM = Pattern.compile("(.+)_(\\d{8}T\\d{6}\\.\\d{3}Z)_.*");

    Member {
        since = since.map(start -> start.truncatedTo(ChronoUnit.MILLIS));
    }

    Member(String name, Instant since) {
        this(name, Optional.of(since));
    }

    /** The member that a client belongs to. */
    static Member of(String clientId) {
        Matcher matcher = FORM.matcher(clientId);
        if (matcher.matches()) {
            try {
                return new Member(matcher.group(1), STAMP.parse(matcher.group(2), Instant::from));
            } catch (DateTimeParseException e) {
                return new Member(clientId, Optional.empty());
            }
        }
        return new Member(clientId, Optional.empty());
    }

    /**
     * The id of one of its clients.
     *
     * @param role what the client is for; no two clients of a member have the same, because Kafka registers its metrics
     *     by the id
     */
    String clientId(String role) {
        return name + '_' + STAMP.format(since.orElseThrow()) + '_' + role;
    }

    @Override
    public int compareTo(Member other) {
        return ORDER.compare(this, other);
    }
}
