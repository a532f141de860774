package io.iotconnectivity.engine;

import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.Step;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Just enough to see an engine work: a connect makes a device ONLINE, a disconnect SUSPECT for {@link #GRACE}, its end
 * OFFLINE, and every step is an event. A device whose id begins with "bad" makes the rules fail.
 */
public final class SimpleRules implements Rules {
    public static final Duration GRACE = Duration.ofSeconds(30);

    @Override
    public Step step(Presence before, Signal signal, Instant now) {
        if (signal.client().value().startsWith("bad")) {
            throw new IllegalStateException("cannot cope");
        }
        if (signal instanceof Signal.Connected) {
            return to(before, Verdict.ONLINE, Optional.empty(), EventType.DEVICE_ONLINE, now);
        } else if (signal instanceof Signal.Disconnected) {
            return to(before, Verdict.SUSPECT, Optional.of(now.plus(GRACE)), EventType.DEVICE_SIGNAL, now);
        } else if (signal instanceof Signal.TimerDue) {
            return to(before, Verdict.OFFLINE, Optional.empty(), EventType.DEVICE_OFFLINE, now);
        }
        return new Step(before, List.of());
    }

    private static Step to(Presence before, Verdict state, Optional<Instant> deadline, EventType type, Instant now) {
        long sequence = before.sequence() + 1;
        Presence after = new Presence(
                before.client(),
                state,
                Optional.of(now),
                before.link(),
                before.lastClose(),
                before.will(),
                deadline,
                before.outage(),
                true,
                false,
                before.enquiry(),
                before.findings(),
                before.lastSeen(),
                before.thing(),
                before.overlays(),
                before.deviceClass(),
                sequence,
                now);
        String client = before.client().value();
        return new Step(after, List.of(event(client, type, before.state(), state, sequence, now)));
    }

    static Event event(String client, EventType type, Verdict previous, Verdict state, long sequence, Instant now) {
        DeviceData data = new DeviceData(
                client,
                Optional.empty(),
                state,
                previous,
                Optional.of(now),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(true),
                List.of(),
                OptionalLong.empty(),
                Optional.empty(),
                List.of(),
                sequence);
        return new Event(String.format(Locale.ROOT, "%s-%06d", client, sequence), type, client, now, data);
    }
}
