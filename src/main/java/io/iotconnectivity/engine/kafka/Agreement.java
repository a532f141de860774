package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What all nodes of an installation must have in common, or what one of them has.
 *
 * @param key the fingerprint of the key to what webhooks have answered; absent if there are no webhooks, or there is no
 *     key yet
 * @param shards the fingerprint of the pattern that divides the incidents; of the empty text if nothing does
 * @param pattern the pattern itself, truncated if it is long; for people
 */
record Agreement(Optional<String> key, String shards, String pattern) {
    /** With all else, in less than the 4096 bytes that Kafka keeps, whatever the characters. */
    private static final int LONGEST = 1000;

    private static final String NO_KEY = "-";
    private static final Pattern WRITTEN =
            Pattern.compile("1 key=(-|[0-9a-f]{16}) shards=([0-9a-f]{16}) (.*)", Pattern.DOTALL);

    /** What a node has. */
    static Agreement of(Optional<String> key, ClusterSettings settings) {
        String pattern = settings.shards().map(Object::toString).orElse("");
        return new Agreement(
                key,
                Fingerprint.of(pattern.getBytes(StandardCharsets.UTF_8)),
                pattern.length() <= LONGEST ? pattern : pattern.substring(0, LONGEST));
    }

    /** What {@link #text} has written; absent if it is something else, such as what a later version writes. */
    static Optional<Agreement> read(String text) {
        Matcher written = WRITTEN.matcher(text);
        return written.matches()
                ? Optional.of(new Agreement(
                        Optional.of(written.group(1)).filter(key -> !key.equals(NO_KEY)),
                        written.group(2),
                        written.group(3)))
                : Optional.empty();
    }

    /** At most 4096 bytes. */
    String text() {
        return "1 key=" + key.orElse(NO_KEY) + " shards=" + shards + ' ' + pattern;
    }

    /** The same, with a key of others if this has none. */
    Agreement orKeyOf(Optional<Agreement> others) {
        return new Agreement(key.or(() -> others.flatMap(Agreement::key)), shards, pattern);
    }

    boolean hasShardsOf(Agreement other) {
        return shards.equals(other.shards);
    }

    /** Whether there is another key than this; not if there is none. */
    boolean hasOtherKeyThan(Agreement other) {
        return other.key.isPresent() && !key.equals(other.key);
    }
}
