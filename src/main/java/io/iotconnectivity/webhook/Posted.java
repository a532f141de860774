package io.iotconnectivity.webhook;

import java.time.Duration;
import java.util.Optional;

/**
 * The result of a delivered event.
 *
 * @param receipt what the next event of the same incident needs, at most {@value #LONGEST_RECEIPT} characters; says
 *     where the incident was opened and may contain secrets
 * @param answer what the receiver said, for people: at most {@value #LONGEST_ANSWER} characters, printable, without the
 *     secrets in the settings
 * @param again present if the receiver wants the same event repeated while the incident is open: the interval
 */
public record Posted(Optional<String> receipt, String answer, Optional<Duration> again) {
    public static final int LONGEST_RECEIPT = 4096;
    public static final int LONGEST_ANSWER = 1024;

    Posted(Optional<String> receipt, String answer) {
        this(receipt, answer, Optional.empty());
    }
}
