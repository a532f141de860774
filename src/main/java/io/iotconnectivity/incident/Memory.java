package io.iotconnectivity.incident;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.Link;
import io.iotconnectivity.presence.Outage;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Forgets what no decision needs any more, and restores what is not stored. */
final class Memory {
    private static final Policy USUAL = Policy.defaults();

    private final IncidentPolicy policy;
    private final Groups groups;
    private final StormCounting counting;
    private final Duration longest;

    Memory(IncidentPolicy policy, Groups groups, StormCounting counting) {
        this.policy = policy;
        this.groups = groups;
        this.counting = counting;
        this.longest = Stream.of(
                        policy.flapping().window(),
                        policy.conflict().window(),
                        policy.credentials().window())
                .max(Duration::compareTo)
                .orElseThrow();
    }

    /** The case without what is over. What an open incident is based on stays, because its end is computed from it. */
    DeviceCase fresh(DeviceCase device, Cases cases, Instant now) {
        if (device.isNone()) {
            return device;
        }
        Lately lately = device.lately();
        if (device.flapping().isEmpty()) {
            lately = lately.withDrops(
                    Lately.within(lately.drops(), policy.flapping().window(), now));
        }
        if (device.conflict().isEmpty()) {
            lately = lately.withTakeOvers(
                    Lately.within(lately.takeOvers(), policy.conflict().window(), now));
        }
        if (device.trouble().filter(trouble -> !trouble.isOutage()).isEmpty()) {
            lately = lately.withRefusals(
                    Lately.within(lately.refusals(), policy.credentials().window(), now));
        }
        DeviceCase fresh = device.with(lately)
                .withPast(device.past().filter(past -> device.trouble().isPresent() || goesOn(past, cases)));
        boolean nothingElse = fresh.withHeard(Optional.empty()).isNone();
        boolean longAgo = device.heard()
                .filter(heard -> heard.at().plus(longest).isBefore(now))
                .isPresent();
        return nothingElse && longAgo ? DeviceCase.none(device.client()) : fresh;
    }

    private static boolean goesOn(DeviceCase.PastStorm past, Cases cases) {
        return cases.group(past.group())
                .storm()
                .filter(storm -> storm.ticket().id().equals(past.incidentId()))
                .isPresent();
    }

    void recall(Presence presence, Drops drops) {
        Optional<Outage> outage = presence.outage();
        boolean waits = presence.state() == Verdict.SUSPECT && outage.isEmpty();
        boolean away = presence.state() == Verdict.OFFLINE
                && outage.filter(known -> known.severity() != Severity.NONE).isPresent();
        if (away) {
            Instant told = presence.updatedAt();
            drops.dependants()
                    .away(
                            presence.client(),
                            policy.suppressions().parents(presence.client()),
                            Takeovers.forgotten(told),
                            told);
        }
        if (!(waits || away) || waits && mayBeAsleep(presence)) {
            return;
        }
        // The policy of a reason is not stored with a device in its grace; only AWS's own reasons matter here.
        Optional<Cause> cause = outage.map(Outage::cause)
                .or(() -> presence.reason().map(reason -> USUAL.of(reason).cause()));
        Optional<Drops.Place> place = counting.of(
                presence.client(), presence.deviceClass(), cause, groups.of(data(presence)), presence.updatedAt());
        if (place.isEmpty()) {
            return;
        }
        Instant learned = presence.link()
                .filter(link -> link.closedAt().isPresent())
                .map(Link::heardAt)
                .or(presence::will)
                .orElse(presence.updatedAt());
        Instant at = presence.link()
                .flatMap(Link::closedAt)
                .or(presence::will)
                .or(presence::since)
                .orElse(learned);
        drops.dropped(place.get(), presence.client(), at, learned);
        if (away) {
            drops.decided(place.get(), presence.client(), Drops.Stage.OPEN, presence.updatedAt());
        }
    }

    /** A device of a class that said goodbye waits because it is asleep, and sleep is no drop. */
    private static boolean mayBeAsleep(Presence presence) {
        return presence.deviceClass().isPresent()
                && presence.reason()
                        .filter(Reason.CLIENT_INITIATED_DISCONNECT::equals)
                        .isPresent();
    }

    /** The state of a device in the form of event data. */
    static DeviceData data(Presence presence) {
        Connection connection = presence.link().map(Link::connection).orElse(Connection.UNKNOWN);
        return new DeviceData(
                presence.client().value(),
                presence.thing(),
                presence.deviceClass(),
                presence.state(),
                presence.state(),
                presence.since(),
                Optional.empty(),
                presence.reason().map(Reason::name),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                presence.will().isPresent(),
                Optional.empty(),
                connection.session(),
                connection.version(),
                connection.principal(),
                connection.ipAddress(),
                presence.findings().sourceIp(),
                presence.findings().diagnosis(),
                Optional.empty(),
                List.of(),
                OptionalLong.empty(),
                presence.outage().map(Outage::incidentId),
                List.of(),
                Optional.empty(),
                presence.findings().known(),
                Optional.empty(),
                presence.findings().missing(),
                presence.sequence());
    }
}
