package io.iotconnectivity.delivery;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Interprets the HTTP response to a request that carried an event, in the same way for webhooks and users' routes.
 *
 * <ul>
 *   <li>2xx: delivered.
 *   <li>410: the receiver wants no more events.
 *   <li>409, 412 and 423; 404 to a request about a ticket that the target created earlier; and whatever a target answers
 *       after a success within the same delivery, unless it is about the target itself: only this event is rejected and
 *       retried, while others proceed. After 409 and 412 the event may already be there: they are also the response to a
 *       second attempt at creating something.
 *   <li>400, 413, 414, 415 and 422 to a request made by a payload file: the file would produce the same again, so the
 *       event becomes a dead letter at once, to be replayed once the file or its options are fixed. A CloudEvent is retried:
 *       here only the receiver can be fixed.
 *   <li>any other with {@code Retry-After}, and 413 with it: retried after that time, at most {@link RetryLater#LONGEST}.
 *   <li>other 4xx, and a redirect, which is not followed: not accepted, retried, because settings get fixed.
 *   <li>408 and any 5xx: possibly accepted, retried. 503 with {@code Retry-After} means not accepted.
 * </ul>
 *
 * An HTML page comes from something in front of the target, so its status says nothing about the event, and never that
 * no more events are wanted.
 *
 * @param made whether a payload file made the request
 * @param known whether the request is about a ticket that the target created earlier
 * @param alive whether the target has already answered successfully within the same delivery
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-15">RFC 9110, status codes</a>
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
 *     Webhooks, operational considerations</a>
 */
public record HttpOutcome(boolean made, boolean known, boolean alive) {
    /** For an event sent unchanged in one request. */
    public static final HttpOutcome OF_EVENT = new HttpOutcome(false, false, false);

    private static final Set<Integer> THIS_ONE = Set.of(409, 412, 423);
    private static final Set<Integer> PERHAPS_THERE = Set.of(409, 412);
    private static final Set<Integer> HOPELESS = Set.of(400, 413, 414, 415, 422);
    private static final int TOO_LARGE = 413;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int UNAVAILABLE = 503;
    /** Even after a success, these concern the target and not a single event. */
    private static final Set<Integer> OF_THE_TARGET = Set.of(401, 407, 408, 425, 429, 502, 503, 504);

    private static final Pattern PAGE =
            Pattern.compile("[\\s\\ufeff]*+<(!doctype\\s+html|html)\\b", Pattern.CASE_INSENSITIVE);

    /** Whether the event was delivered. */
    public static boolean isSuccess(int status) {
        return status >= 200 && status < 300;
    }

    /**
     * Whether a response is a page for people: an API never answers with one, but a portal, a proxy or a sleeping
     * instance in front of it does.
     *
     * @param contentType empty if there is none
     */
    public static boolean isPage(String contentType, String body) {
        return contentType.toLowerCase(Locale.ROOT).startsWith("text/html") && !body.isBlank()
                || PAGE.matcher(body).lookingAt();
    }

    /**
     * Throws the exception that matches a refusal.
     *
     * @param status not from 200 to 299
     * @param page see {@link #isPage}
     * @param pause the value of {@code Retry-After}; absent if missing or unreadable
     * @param message describes the response; contains no secrets
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
