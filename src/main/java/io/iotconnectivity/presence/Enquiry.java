package io.iotconnectivity.presence;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.iotconnectivity.presence.Effect.Subject;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The open questions about a device. At most one question of each kind is open, so a device that is refused again and
 * again causes no more questions than one that is refused once.
 *
 * @param check whether AWS was asked if the device is connected
 * @param log what the IoT log was asked about the end of the connection
 * @param probe whether the silent device was sent a probe
 * @param graceOver whether the grace is over and the verdict waits only for answers
 * @param refused what the IoT log was asked about a refused connect; no verdict waits for the answer, and none cancels
 *     the question
 * @param extra the enrich routes that were asked about the device; a verdict waits for them, but none cancels the
 *     questions
 * @param listing whether AWS was asked what the connected device is subscribed to; no verdict waits for the answer
 */
public record Enquiry(
        boolean check,
        Optional<LogRequest> log,
        boolean probe,
        boolean graceOver,
        Optional<LogRequest> refused,
        @JsonSetter(nulls = Nulls.AS_EMPTY) Set<String> extra,
        boolean listing) {
    /** No question is open. */
    public static final Enquiry NONE =
            new Enquiry(false, Optional.empty(), false, false, Optional.empty(), Set.of(), false);

    /** Questions of which none is about subscriptions. */
    public Enquiry(
            boolean check,
            Optional<LogRequest> log,
            boolean probe,
            boolean graceOver,
            Optional<LogRequest> refused,
            Set<String> extra) {
        this(check, log, probe, graceOver, refused, extra, false);
    }

    /**
     * A question to the IoT log.
     *
     * @param at when the event in question happened, by AWS's clock
     * @param reason the reason AWS gave for ending the connection
     */
    public record LogRequest(Subject subject, Instant at, Optional<Reason> reason) {
        Effect about(ClientId client) {
            return new Effect.LookUp(client, subject, at, reason);
        }
    }

    public Enquiry {
        // Rows stored before enrich routes existed have none.
        extra = extra == null ? Set.of() : Set.copyOf(extra);
        // Earlier versions stored one log request for both purposes; it may be either.
        if (log.filter(Enquiry::isOfRefusal).isPresent()) {
            refused = log;
            log = Optional.empty();
        }
    }

    private static boolean isOfRefusal(LogRequest request) {
        return request.subject() == Subject.CONNECT_FAILED;
    }

    /** The log request about the event at that time; no two open requests share one. */
    Optional<LogRequest> asked(Instant at) {
        return Stream.of(log, refused)
                .flatMap(Optional::stream)
                .filter(request -> request.at().equals(at))
                .findFirst();
    }

    /** The effects that ask every open question again. */
    List<Effect> effects(ClientId client) {
        List<Effect> effects = new ArrayList<>(1);
        if (check) {
            effects.add(new Effect.Check(client));
        }
        log.ifPresent(request -> effects.add(request.about(client)));
        refused.ifPresent(request -> effects.add(request.about(client)));
        if (probe) {
            effects.add(new Effect.Probe(client));
        }
        extra.forEach(route -> effects.add(new Effect.Enrich(client, route)));
        if (listing) {
            effects.add(new Effect.ListSubscriptions(client));
        }
        return List.copyOf(effects);
    }

    /** The questions that stay open when the verdict changes. */
    Enquiry lasting() {
        return new Enquiry(false, Optional.empty(), false, false, refused, extra);
    }

    Enquiry withCheck(boolean asked) {
        return new Enquiry(asked, log, probe, graceOver, refused, extra, listing);
    }

    Enquiry with(LogRequest request) {
        return isOfRefusal(request)
                ? new Enquiry(check, log, probe, graceOver, Optional.of(request), extra, listing)
                : new Enquiry(check, Optional.of(request), probe, graceOver, refused, extra, listing);
    }

    Enquiry without(LogRequest request) {
        return isOfRefusal(request)
                ? new Enquiry(check, log, probe, graceOver, Optional.empty(), extra, listing)
                : new Enquiry(check, Optional.empty(), probe, graceOver, refused, extra, listing);
    }

    Enquiry withProbe(boolean asked) {
        return new Enquiry(check, log, asked, graceOver, refused, extra, listing);
    }

    Enquiry withGraceOver(boolean over) {
        return new Enquiry(check, log, probe, over, refused, extra, listing);
    }

    Enquiry with(String route) {
        Set<String> more = new HashSet<>(extra);
        more.add(route);
        return new Enquiry(check, log, probe, graceOver, refused, more, listing);
    }

    Enquiry without(String route) {
        if (!extra.contains(route)) {
            return this;
        }
        Set<String> fewer = new HashSet<>(extra);
        fewer.remove(route);
        return new Enquiry(check, log, probe, graceOver, refused, fewer, listing);
    }

    Enquiry withListing(boolean asked) {
        return asked == listing ? this : new Enquiry(check, log, probe, graceOver, refused, extra, asked);
    }
}
