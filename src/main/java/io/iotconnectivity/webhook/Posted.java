package io.iotconnectivity.webhook;

import java.time.Duration;
import java.util.Optional;

/**
 * What came of an event that is delivered.
 *
 * @param receipt what the next event of the same incident needs, at most {@value #LONGEST_RECEIPT} characters; tells where the
 *     incident was opened and may hold secrets
 * @param answer what the receiver said, for people: at most {@value #LONGEST_ANSWER} characters, printable, without the
 *     secrets of the settings
 * @param again present if the receiver wants the same event again and again while the incident is open: how long after this
 */
public record Posted(Optional<String> receipt, String answer, Optional<Duration> again) {
    public static final int LONGEST_RECEIPT = 4096;
    public static final int LONGEST_ANSWER = 1024;

    Posted(Optional<String> receipt, String answer) {
        this(receipt, answer, Optional.empty());
    }
}
