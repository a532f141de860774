package io.iotconnectivity.incident;

import io.iotconnectivity.event.Blind;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.DeviceCase.Heard;
import io.iotconnectivity.incident.GroupCase.Crowd;
import io.iotconnectivity.incident.GroupCase.GroupFlapping;
import io.iotconnectivity.incident.Trouble.How;
import io.iotconnectivity.presence.Outage;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.Reason;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What was held of a device, a group or a source of ours and is lost, as far as the open incidents tell of it: they go on, and are
 * resolved like any other. What their ends are reckoned from is lost, so all that counts toward them counts from now.
 */
final class Restoration {
    private final IncidentPolicy policy;
    private final Groups groups;
    private final CaseDeadlines deadlines;

    Restoration(IncidentPolicy policy, Groups groups, CaseDeadlines deadlines) {
        this.policy = policy;
        this.groups = groups;
        this.deadlines = deadlines;
    }

    /**
     * @param storm the group whose storm the device was part of
     */
    DeviceCase device(Presence presence, Optional<String> storm, OpenByKey open, Instant now) {
        String about = presence.client().value();
        Optional<IncidentData> own = open.about(Announcement.key(IncidentKind.DEVICE, about))
                .or(() -> open.about(Announcement.key(IncidentKind.CREDENTIALS, about)));
        Optional<IncidentData> group = storm.flatMap(name -> open.about(Announcement.key(IncidentKind.GROUP, name)));
        Optional<Ticket> flapping = ticket(open.about(Announcement.key(IncidentKind.FLAPPING, about)));
        Optional<Ticket> conflict = ticket(open.about(Announcement.key(IncidentKind.CONFLICT, about)));
        Optional<Deafness> deaf = open.about(Announcement.key(IncidentKind.DEAF, about))
                .map(told -> new Deafness(
                        told.since().orElse(now),
                        told.severity().orElse(Severity.WARNING),
                        presence.findings().missing(),
                        told.group(),
                        presence.deviceClass(),
                        told.extra(),
                        Optional.of(ticket(told)),
                        Optional.empty()));
        Optional<Trouble> trouble =
                outage(presence).or(() -> own.or(() -> group).map(told -> trouble(told, presence)));

        // All its events up to now have been processed, so none of them may count again.
        Optional<Heard> heard =
                Optional.of(new Heard(presence.sequence(), now)).filter(latest -> latest.sequence() > 0);
        DeviceCase device = DeviceCase.none(presence.client())
                .withHeard(heard)
                .withFlapping(flapping)
                .withConflict(conflict)
                .withDeaf(deaf)
                .withEnded(presence.outage()
                        .filter(outage -> outage.severity() == Severity.NONE)
                        .map(Outage::incidentId));
        if (trouble.isPresent()) {
            device = device.uncovered(trouble.get());
            if (own.isPresent()) {
                device = device.withTicket(ticket(own.get()));
            } else if (group.isPresent()) {
                device = device.withStorm(storm.get(), group.get().incidentId());
            } else if (flapping.isEmpty()) {
                // Nothing tells of it, so something suppressed it: whether that goes on is looked at next.
                device = device.with(new Held("", "", now));
            }
        }
        List<Instant> drops =
                flapping.isPresent() ? Collections.nCopies(policy.flapping().clear() + 1, now) : List.of();
        boolean refused = trouble.filter(known -> !known.isOutage()).isPresent();
        return deadlines.set(device.with(new Lately(
                drops,
                conflict.isPresent() ? List.of(now) : List.of(),
                List.of(),
                refused ? List.of(now) : List.of())));
    }

    private Optional<Trouble> outage(Presence presence) {
        return presence.outage()
                .filter(outage -> outage.severity() != Severity.NONE)
                .map(outage -> new Trouble(
                        outage.incidentId(),
                        presence.state() == Verdict.STALE ? How.SILENT : How.OFFLINE,
                        Optional.of(outage.since()),
                        outage.severity(),
                        Optional.of(outage.cause()),
                        presence.reason().map(Reason::name),
                        groups.of(Memory.data(presence)),
                        presence.deviceClass(),
                        presence.findings().known(),
                        // Perhaps there was an incident of that id, and none begins twice.
                        true));
    }

    /** Of a device of which no outage is known: what else is held of it may be lost, too. */
    private Trouble trouble(IncidentData told, Presence presence) {
        Optional<String> group = groups.of(Memory.data(presence));
        boolean mayBeAway = presence.state() == Verdict.UNKNOWN && told.kind() != IncidentKind.GROUP;
        return mayBeAway
                ? trouble(
                        told,
                        how(
                                told,
                                how -> Words.title(
                                        presence.client(), trouble(told, how, group, presence.deviceClass()), false)),
                        group,
                        presence.deviceClass())
                : trouble(told, How.REFUSED, group, presence.deviceClass());
    }

    private static Trouble trouble(IncidentData told, How how, Optional<String> group, Optional<String> deviceClass) {
        return new Trouble(
                told.incidentId(),
                how,
                told.since(),
                told.severity().orElse(Severity.WARNING),
                told.cause(),
                told.reason(),
                group,
                deviceClass,
                told.extra(),
                true);
    }

    /** Only the title tells. */
    private static How how(IncidentData told, Function<How, String> title) {
        return Stream.of(How.values())
                .filter(how -> title.apply(how).equals(told.title()))
                .findFirst()
                .orElse(How.OFFLINE);
    }

    /**
     * @param members how many devices are part of the group's storm now
     */
    GroupCase group(String name, int members, OpenByKey open, Instant now) {
        GroupCase group = GroupCase.none(name);
        if (SloCase.isName(name)) {
            // The next reading tells how it does.
            return group.withSlo(ticket(open.about(Announcement.key(IncidentKind.SLO, SloCase.classOf(name))))
                    .map(known -> new SloCase(known, Set.of(), false)));
        }
        Optional<IncidentData> storm = open.about(Announcement.key(IncidentKind.GROUP, name));
        if (storm.isPresent()) {
            group = group.with(storm(storm.get(), members, now));
        }
        Optional<IncidentData> flapping = open.about(Announcement.key(IncidentKind.FLAPPING, Dependency.GROUP + name));
        if (flapping.isPresent()) {
            IncidentData told = flapping.get();
            group = group.with(Collections.nCopies(policy.flapping().clear() + 1, new Crowd(now, now)))
                    .withFlapping(Optional.of(
                            new GroupFlapping(ticket(told), told.group(), told.devices(), told.deviceCount())));
        }
        // The machine reckons the deadline when it is asked.
        return group.isNone() ? group : group.withDeadline(Optional.of(now));
    }

    private static Storm storm(IncidentData told, int members, Instant now) {
        How how = how(
                told,
                each -> Words.title(storm(told, members, each, now), told.downCount(), told.deviceCount(), false));
        return storm(told, members, how, now);
    }

    private static Storm storm(IncidentData told, int members, How how, Instant now) {
        int joined = Math.max(told.deviceCount(), members);
        return new Storm(
                ticket(told),
                told.group(),
                joined,
                members,
                told.devices(),
                told.severity().orElse(Severity.WARNING),
                how,
                told.cause().map(cause -> Map.of(cause, joined)).orElse(Map.of()),
                told.reason(),
                now,
                false,
                told.classes(),
                SharedExtra.as(told),
                Optional.empty());
    }

    /** Empty if no incident tells of it. Whether it hears is told anew in any case, and what it carries, too. */
    static Optional<BlindSource> blind(String source, OpenByKey open) {
        return open.about(Announcement.key(IncidentKind.BLIND, source))
                .map(told -> new BlindSource(
                        source,
                        ticket(told),
                        told.blind().map(Blind::since).orElse(told.openedAt()),
                        Sight.State.BACK,
                        Sight.Carries.CONNECTIONS,
                        Optional.empty()));
    }

    private static Optional<Ticket> ticket(Optional<IncidentData> told) {
        return told.map(Restoration::ticket);
    }

    private static Ticket ticket(IncidentData told) {
        return new Ticket(
                told.incidentId(),
                told.kind(),
                told.key(),
                told.openedAt(),
                told.since(),
                told.severity(),
                told.title(),
                told.sequence(),
                // Sequences are moments, or later by as many events as came in one of them.
                Instant.ofEpochMilli(told.sequence()),
                told.handling());
    }
}
