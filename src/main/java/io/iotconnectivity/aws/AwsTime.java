package io.iotconnectivity.aws;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Timestamps as stored in tables: always with milliseconds, so that their texts sort chronologically. */
final class AwsTime {
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private AwsTime() {}

    static String text(Instant moment) {
        return MILLIS.format(moment);
    }
}
