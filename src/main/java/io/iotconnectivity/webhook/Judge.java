package io.iotconnectivity.webhook;

import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.NotThisOne;
import io.iotconnectivity.delivery.RetryLater;
import io.iotconnectivity.delivery.SinkGone;
import io.iotconnectivity.delivery.Undeliverable;
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
 *   <li>403, 425, 429, 502, 503 and 504 with {@code Retry-After}: it says when to come back.
 *   <li>400, 413, 414, 415 and 422 to what a payload file made: the same file would make the same again, so it becomes a dead letter
 *       at once, to be replayed once the file or its options are mended. To a CloudEvent they are tried again: there the receiver
 *       is what can be mended.
 *   <li>409, 412 and 423; 404 to what is about a ticket that the target gave before; and whatever a target answers behind a good answer
 *       to the same delivery, unless it speaks of the target itself: a quarrel about this one thing, tried again, while
 *       the others go on.
 *   <li>other 4xx, and a redirect, which is not followed: certainly not taken, tried again, because settings get mended.
 *   <li>408 and any 5xx: perhaps taken, tried again.
 * </ul>
 *
 * An HTML page comes from something in front of the target, so that its status says nothing of an event, and never that none is
 * wanted.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
 *     Webhooks, operational considerations</a>
 */
final class Judge {
    private static final Set<Integer> BUSY = Set.of(403, 425, 429, 502, 503, 504);
    /** A gateway says these of a receiver that may have got it. */
    private static final Set<Integer> PERHAPS_PASSED_ON = Set.of(502, 504);

    private static final Set<Integer> HOPELESS = Set.of(400, 413, 414, 415, 422);

    private static final Set<Integer> QUARREL = Set.of(409, 412, 423);
    /** Behind a good answer, too, these are about the target and not about one thing. */
    private static final Set<Integer> OF_THE_TARGET = Set.of(401, 407, 408, 425, 429, 502, 503, 504);

    private final boolean made;
    private final boolean known;
    private final boolean alive;
    private final Clock clock;

    /**
     * @param made whether a payload file made what was refused
     * @param known whether the target gave a ticket before that this is about
     * @param alive whether the target has given a good answer to the same delivery
     */
    Judge(boolean made, boolean known, boolean alive, Clock clock) {
        this.made = made;
        this.known = known;
        this.alive = alive;
        this.clock = clock;
    }

    /**
     * Throws what the refusal is.
     *
     * @param answer not from 200 to 299
     * @param message says what was answered
     */
    void refuse(Answer answer, String message)
            throws IOException, NotTaken, NotThisOne, RetryLater, Undeliverable, SinkGone {
        int status = answer.status();
        Optional<Duration> pause = answer.retryAfter().flatMap(value -> RetryAfter.parse(value, clock.instant()));
        if (isAQuarrel(answer)) {
            throw new NotThisOne(message, pause, status >= 500);
        }
        if (status == 410 && !answer.isPage()) {
            throw new SinkGone(message);
        }
        if (pause.isPresent() && BUSY.contains(status)) {
            throw new RetryLater(message, pause.get(), PERHAPS_PASSED_ON.contains(status));
        }
        if (isHopeless(answer)) {
            throw new Undeliverable(message);
        }
        if (status >= 300 && status < 500 && status != 408) {
            throw new NotTaken(message, null);
        }
        throw new IOException(message);
    }

    private boolean isHopeless(Answer answer) {
        return made && HOPELESS.contains(answer.status()) && !answer.isPage();
    }

    private boolean isAQuarrel(Answer answer) {
        int status = answer.status();
        if (answer.isPage() || isHopeless(answer)) {
            return false;
        }
        return QUARREL.contains(status)
                || known && status == 404
                || alive
                        && status >= 400
                        && !OF_THE_TARGET.contains(status)
                        && !(status == 403 && answer.retryAfter().isPresent());
    }
}
