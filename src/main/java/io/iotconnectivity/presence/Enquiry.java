package io.iotconnectivity.presence;

import io.iotconnectivity.presence.Effect.Subject;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was asked for a device and has not been answered.
 *
 * @param check whether AWS was asked if the device is connected
 * @param log what the IoT log was asked about
 * @param probe whether the silent device was sent a message
 * @param graceOver whether the grace is over, so that the verdict waits for nothing but answers
 */
public record Enquiry(boolean check, Optional<LogRequest> log, boolean probe, boolean graceOver) {
    /** Nothing was asked. */
    public static final Enquiry NONE = new Enquiry(false, Optional.empty(), false, false);

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

    boolean isOpen() {
        return check || log.isPresent() || probe;
    }

    /** The effects that ask it all once more. */
    List<Effect> effects(ClientId client) {
        List<Effect> effects = new ArrayList<>(1);
        if (check) {
            effects.add(new Effect.Check(client));
        }
        log.ifPresent(request -> effects.add(request.about(client)));
        if (probe) {
            effects.add(new Effect.Probe(client));
        }
        return List.copyOf(effects);
    }

    Enquiry withCheck(boolean asked) {
        return new Enquiry(asked, log, probe, graceOver);
    }

    Enquiry withLog(Optional<LogRequest> request) {
        return new Enquiry(check, request, probe, graceOver);
    }

    Enquiry withProbe(boolean asked) {
        return new Enquiry(check, log, asked, graceOver);
    }

    Enquiry withGraceOver() {
        return new Enquiry(check, log, probe, true);
    }
}
