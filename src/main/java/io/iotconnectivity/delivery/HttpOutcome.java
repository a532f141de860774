package io.iotconnectivity.delivery;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an HTTP response says of an event that was sent with the request; the same for webhooks and for routes of users.
 *
 * <ul>
 *   <li>2xx: delivered.
 *   <li>410: the receiver wants nothing any more.
 *   <li>409, 412 and 423; 404 to what is about a ticket that the target gave before; and whatever a target answers behind a good answer
 *       to the same delivery, unless it speaks of the target itself: this one event is rejected and tried again, while the others go on.
 *       After 409 and 412 the event may be there already: they also answer a second attempt at creating something.
 *   <li>400, 413, 414, 415 and 422 to what a payload file made: the same file would make the same again, so it becomes a dead letter
 *       at once, to be replayed once the file or its options are mended. To a CloudEvent they are tried again: there the receiver
 *       is what can be mended.
 *   <li>any other with {@code Retry-After}, and 413 with it: tried again after that, at most {@link RetryLater#LONGEST}.
 *   <li>other 4xx, and a redirect, which is not followed: not taken, tried again, because settings get mended.
 *   <li>408 and any 5xx: perhaps taken, tried again. With {@code Retry-After}, 503 says that it was not taken.
 * </ul>
 *
 * An HTML page comes from something in front of the target, so that its status says nothing of an event, and never that none is
 * wanted.
 *
 * @param made whether a payload file made what was refused
 * @param known whether the target gave a ticket before that the request is about
 * @param alive whether the target has given a good answer to the same delivery
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-15">RFC 9110, status codes</a>
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
 *     Webhooks, operational considerations</a>
 */
public record HttpOutcome(boolean made, boolean known, boolean alive) {
    /** Of an event that is sent as it is, in one request. */
    public static final HttpOutcome OF_EVENT = new HttpOutcome(false, false, false);

    private static final Set<Integer> THIS_ONE = Set.of(409, 412, 423);
    private static final Set<Integer> PERHAPS_THERE = Set.of(409, 412);
    private static final Set<Integer> HOPELESS = Set.of(400, 413, 414, 415, 422);
    private static final int TOO_LARGE = 413;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int UNAVAILABLE = 503;
    /** Behind a good answer, too, these are about the target and not about one thing. */
    private static final Set<Integer> OF_THE_TARGET = Set.of(401, 407, 408, 425, 429, 502, 503, 504);

    private static final Pattern PAGE =
            Pattern.compile("[\\s\\ufeff]*+<(!doctype\\s+html|html)\\b", Pattern.CASE_INSENSITIVE);

    /** Whether the event is delivered. */
    public static boolean isSuccess(int status) {
        return status >= 200 && status < 300;
    }

    /**
     * Whether a response is a page for people: no interface of a target answers with one, but a portal, a proxy or a sleeping instance
     * before it does.
     *
     * @param contentType empty if there is none
     */
    public static boolean isPage(String contentType, String body) {
        return contentType.toLowerCase(Locale.ROOT).startsWith("text/html") && !body.isBlank()
                || PAGE.matcher(body).lookingAt();
    }

    /**
     * Throws what a refusal means.
     *
     * @param status not from 200 to 299
     * @param page see {@link #isPage}
     * @param pause what {@code Retry-After} says; absent if there is none that can be read
     * @param message says what was answered; holds nothing secret
     */
    public void refuse(int status, boolean page, Optional<Duration> pause, String message)
            throws IOException, NotTaken, NotThisOne, RetryLater, Undeliverable, SinkGone {
        boolean perhapsTaken = status == REQUEST_TIMEOUT || status >= 500;
        if (isAboutThisOne(status, page, pause)) {
            throw new NotThisOne(message, pause, perhapsTaken || PERHAPS_THERE.contains(status));
        }
        if (status == 410 && !page) {
            throw new SinkGone(message);
        }
        if (isHopeless(status, page, pause)) {
            throw new Undeliverable(message);
        }
        if (pause.isPresent()) {
            throw new RetryLater(message, pause.get(), perhapsTaken && status != UNAVAILABLE);
        }
        if (perhapsTaken) {
            throw new IOException(message);
        }
        throw new NotTaken(message, null);
    }

    private boolean isHopeless(int status, boolean page, Optional<Duration> pause) {
        return made && HOPELESS.contains(status) && !page && !(status == TOO_LARGE && pause.isPresent());
    }

    private boolean isAboutThisOne(int status, boolean page, Optional<Duration> pause) {
        if (page || isHopeless(status, page, pause)) {
            return false;
        }
        return THIS_ONE.contains(status)
                || known && status == 404
                || alive && status >= 400 && !OF_THE_TARGET.contains(status) && !(status == 403 && pause.isPresent());
    }
}
