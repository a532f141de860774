package io.iotconnectivity.webhook;

import io.iotconnectivity.engine.NotTaken;
import io.iotconnectivity.engine.RetryLater;
import io.iotconnectivity.engine.SinkGone;
import io.iotconnectivity.engine.Undeliverable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Says what a refusal means.
 *
 * <ul>
 *   <li>410: the receiver wants nothing any more.
 *   <li>403, 423, 425, 429, 502, 503 and 504 with {@code Retry-After}: it says when to come back.
 *   <li>400, 413, 414, 415 and 422 to what a payload file made: the same file would make the same again, so it becomes a dead letter
 *       at once, to be replayed once the file or its options are mended. To a CloudEvent they are tried again: there the receiver
 *       is what can be mended.
 *   <li>other 4xx, and a redirect, which is not followed: certainly not taken, tried again, because settings get mended.
 *   <li>408 and any 5xx: perhaps taken, tried again.
 * </ul>
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
 *     Webhooks, operational considerations</a>
 */
final class Judge {
    private static final Set<Integer> BUSY = Set.of(403, 423, 425, 429, 502, 503, 504);
    private static final Set<Integer> HOPELESS = Set.of(400, 413, 414, 415, 422);

    private final boolean made;
    private final Clock clock;

    /**
     * @param made whether a payload file made what was refused
     */
    Judge(boolean made, Clock clock) {
        this.made = made;
        this.clock = clock;
    }

    /**
     * Throws what the refusal is.
     *
     * @param answer not from 200 to 299
     * @param message says what was answered
     */
    void refuse(Answer answer, String message) throws IOException, NotTaken, RetryLater, Undeliverable, SinkGone {
        int status = answer.status();
        if (status == 410) {
            throw new SinkGone(message);
        }
        Optional<Duration> pause = answer.retryAfter()
                .filter(value -> BUSY.contains(status))
                .flatMap(value -> RetryAfter.parse(value, clock.instant()));
        if (pause.isPresent()) {
            throw new RetryLater(message, pause.get());
        }
        if (made && HOPELESS.contains(status)) {
            throw new Undeliverable(message);
        }
        if (status >= 300 && status < 500 && status != 408) {
            throw new NotTaken(message, null);
        }
        throw new IOException(message);
    }
}
