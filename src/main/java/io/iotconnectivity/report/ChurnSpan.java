package io.iotconnectivity.report;

import com.fasterxml.jackson.annotation.JsonValue;
import io.iotconnectivity.availability.Spans;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How much of the latest time is compared with the past. */
public enum ChurnSpan {
    /** With the same hour of the days before. */
    HOUR(Duration.ofHours(1)),
    /** With the days before. */
    DAY(Duration.ofDays(1));

    /** Four weeks, so that each day of the week is there as often as any other. */
    public static final int PAST_DAYS = 28;

    private final Duration length;

    ChurnSpan(Duration length) {
        this.length = length;
    }

    /** How it is written. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The span that is written like this; empty if there is none. */
    public static Optional<ChurnSpan> of(String word) {
        return Arrays.stream(values()).filter(span -> span.word().equals(word)).findFirst();
    }

    /** All of them, as they are written. */
    public static List<String> words() {
        return Arrays.stream(values()).map(ChurnSpan::word).toList();
    }

    Spans until(Instant now) {
        return new Spans(now.toEpochMilli(), length.toMillis(), PAST_DAYS);
    }
}
