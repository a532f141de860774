package io.iotconnectivity.presence;

import io.iotconnectivity.presence.Effect.Subject;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was asked for a device and has not been answered. At most one question of a kind is open, so that a device that is
 * refused again and again asks no more than one that is refused once.
 *
 * @param check whether AWS was asked if the device is connected
 * @param log what the IoT log was asked about the end of the connection
 * @param probe whether the silent device was sent a message
 * @param graceOver whether the grace is over, so that the verdict waits for nothing but answers
 * @param refused what the IoT log was asked about a refused connect; no verdict waits for it, and none ends it
 */
public record Enquiry(
        boolean check, Optional<LogRequest> log, boolean probe, boolean graceOver, Optional<LogRequest> refused) {
    /** Nothing was asked. */
    public static final Enquiry NONE = new Enquiry(false, Optional.empty(), false, false, Optional.empty());

    /**
     * A question to the IoT log.
     *
     * @param at when the happening was, by AWS's clock
     * @param reason why AWS said that it ended the connection
     */
    public record LogRequest(Subject subject, Instant at, Optional<Reason> reason) {
        Effect about(ClientId client) {
            return new Effect.LookUp(client, subject, at, reason);
        }
    }

    public Enquiry {
        // What was stored while there was one question for both holds either in its place.
        if (log.filter(Enquiry::isOfRefusal).isPresent()) {
            refused = log;
            log = Optional.empty();
        }
    }

    private static boolean isOfRefusal(LogRequest request) {
        return request.subject() == Subject.CONNECT_FAILED;
    }

    /** What the IoT log was asked about a happening at that time, which no two open questions share. */
    Optional<LogRequest> asked(Instant at) {
        return Stream.of(log, refused)
                .flatMap(Optional::stream)
                .filter(request -> request.at().equals(at))
                .findFirst();
    }

    /** The effects that ask it all once more. */
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
        return List.copyOf(effects);
    }

    /** What stays open when the verdict changes. */
    Enquiry lasting() {
        return new Enquiry(false, Optional.empty(), false, false, refused);
    }

    Enquiry withCheck(boolean asked) {
        return new Enquiry(asked, log, probe, graceOver, refused);
    }

    Enquiry with(LogRequest request) {
        return isOfRefusal(request)
                ? new Enquiry(check, log, probe, graceOver, Optional.of(request))
                : new Enquiry(check, Optional.of(request), probe, graceOver, refused);
    }

    Enquiry without(LogRequest request) {
        return isOfRefusal(request)
                ? new Enquiry(check, log, probe, graceOver, Optional.empty())
                : new Enquiry(check, Optional.empty(), probe, graceOver, refused);
    }

    Enquiry withProbe(boolean asked) {
        return new Enquiry(check, log, asked, graceOver, refused);
    }

    Enquiry withGraceOver() {
        return new Enquiry(check, log, probe, true, refused);
    }
}
