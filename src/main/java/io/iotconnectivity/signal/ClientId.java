package io.iotconnectivity.signal;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;

/**
 * An MQTT client id, which identifies one device. It may contain any character, including {@code /}, spaces and line
 * breaks, so it is escaped wherever it leaves the application: {@link #printable()} for log lines, percent-encoding for
 * paths.
 *
 * @param value 1 to {@value #MAX_BYTES} bytes of UTF-8
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/iot-core.html">AWS IoT Core quotas</a>
 */
public record ClientId(@JsonValue String value) implements Comparable<ClientId> {

    /** The longest client id that AWS IoT Core accepts, in bytes of UTF-8. */
    public static final int MAX_BYTES = 128;

    /** No UTF-16 unit takes more than three bytes of UTF-8. */
    private static final int CERTAINLY_SHORT = MAX_BYTES / 3;

    /**
     * @throws IllegalArgumentException if the id is empty or too long
     */
    @JsonCreator
    public ClientId {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("client id is empty");
        }
        if (value.length() > MAX_BYTES
                || value.length() > CERTAINLY_SHORT && value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new IllegalArgumentException("client id is longer than " + MAX_BYTES + " bytes");
        }
    }

    /** The id with every control, line-separating or direction-changing character escaped, safe for one log line. */
    public String printable() {
        return Printable.of(value);
    }

    @Override
    public int compareTo(ClientId other) {
        return value.compareTo(other.value);
    }

    /** The same as {@link #printable()}, so that string concatenation cannot inject a line into a log. */
    @Override
    public String toString() {
        return printable();
    }
}
