package io.iotconnectivity.net;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.hc.client5.http.utils.DateUtils;

/**
 * Parses a {@code Retry-After} header.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#field.retry-after">RFC 9110, 10.2.3</a>
 */
public final class RetryAfter {
    private RetryAfter() {}

    /**
     * How long to wait: negative for a date in the past, and otherwise unbounded; empty if the text is neither seconds
     * nor a date.
     */
    public static Optional<Duration> parse(String text, Instant now) {
        String value = text.strip();
        if (value.matches("[0-9]{1,10}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        return Optional.ofNullable(DateUtils.parseStandardDate(value)).map(date -> Duration.between(now, date));
    }
}
