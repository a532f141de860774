package io.iotconnectivity.signal;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A topic filter of MQTT as AWS IoT understands it: {@code #} stands for at least one level, which may be empty (MQTT
 * would let {@code a/#} match {@code a}, too), and a wildcard in the first level does not match topics that begin with
 * {@code $}.
 *
 * @param text without {@code $share/<group>/}
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html">How AWS IoT differs from MQTT</a>
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/topics.html">MQTT topics</a>
 */
public record TopicFilter(String text) {
    /** The longest one that AWS accepts, in bytes. */
    public static final int MOST_BYTES = 256;

    private static final String SHARED = "$share/";
    private static final String ANY = "+";
    private static final String REST = "#";

    /**
     * Reads a filter, also one that several clients share.
     *
     * @return empty if MQTT or AWS allows no such filter
     */
    public static Optional<TopicFilter> of(String text) {
        String own = text;
        if (text.startsWith(SHARED)) {
            int slash = text.indexOf('/', SHARED.length());
            if (slash <= SHARED.length()) {
                return Optional.empty();
            }
            own = text.substring(slash + 1);
        }
        return isValid(own) ? Optional.of(new TopicFilter(own)) : Optional.empty();
    }

    private static boolean isValid(String text) {
        String[] levels = levels(text);
        for (int i = 0; i < levels.length; i++) {
            boolean holdsWildcard = levels[i].contains(ANY) || levels[i].contains(REST);
            boolean isWildcard = levels[i].equals(ANY) || levels[i].equals(REST) && i == levels.length - 1;
            if (holdsWildcard && !isWildcard) {
                return false;
            }
        }
        return !text.isEmpty() && text.indexOf('\0') < 0 && text.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES;
    }

    private static String[] levels(String text) {
        return text.split("/", -1);
    }

    /** Whether every topic that the other filter matches is matched by this one, too. */
    public boolean covers(TopicFilter other) {
        String[] wide = levels(text);
        String[] narrow = levels(other.text);
        if (isWildcard(wide[0]) && narrow[0].startsWith("$")) {
            return false;
        }
        for (int i = 0; i < wide.length; i++) {
            if (i == narrow.length) {
                return false;
            }
            if (wide[i].equals(REST)) {
                return true;
            }
            boolean fits = wide[i].equals(ANY) ? !narrow[i].equals(REST) : wide[i].equals(narrow[i]);
            if (!fits) {
                return false;
            }
        }
        return wide.length == narrow.length;
    }

    /**
     * Whether messages on this topic are received.
     *
     * @param topic without wildcards
     */
    public boolean matches(String topic) {
        return covers(new TopicFilter(topic));
    }

    private static boolean isWildcard(String level) {
        return level.equals(ANY) || level.equals(REST);
    }

    @Override
    public String toString() {
        return text;
    }
}
