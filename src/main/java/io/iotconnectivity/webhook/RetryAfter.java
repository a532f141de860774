package io.iotconnectivity.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.hc.client5.http.utils.DateUtils;

/**
 * Reads a {@code Retry-After} header.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#field.retry-after">RFC 9110, 10.2.3</a>
 */
final class RetryAfter {
    /** A receiver that asks for more is asked once a day. */
    static final Duration LONGEST = Duration.ofDays(1);

    private RetryAfter() {}

    /** The pause, from zero to {@link #LONGEST}; empty where the text is neither seconds nor a date. */
    static Optional<Duration> parse(String text, Instant now) {
        String value = text.strip();
        if (value.matches("[0-9]{1,10}")) {
            return Optional.of(bounded(Duration.ofSeconds(Long.parseLong(value))));
        }
        return Optional.ofNullable(DateUtils.parseStandardDate(value))
                .map(date -> bounded(Duration.between(now, date)));
    }

    private static Duration bounded(Duration pause) {
        if (pause.isNegative()) {
            return Duration.ZERO;
        }
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }
}
