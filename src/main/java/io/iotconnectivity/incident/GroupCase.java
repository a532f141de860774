package io.iotconnectivity.incident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the incident machine knows about one group.
 *
 * @param storm the incident of the group
 * @param flaps how many of its devices were recently reported as flapping
 * @param crowds when its devices recently dropped together, in the order in which it was learned
 * @param flapping the incident about the whole group flapping; requires {@code crowds}, which determine its end
 * @param slo the incident about the error budget of a class; present only in a case that is about a class
 * @param deadline when the machine must look at it again
 */
public record GroupCase(
        String name,
        Optional<Storm> storm,
        Optional<Flaps> flaps,
        List<Crowd> crowds,
        Optional<GroupFlapping> flapping,
        Optional<SloCase> slo,
        Optional<Instant> deadline) {

    public GroupCase {
        // Cases stored before this field existed have none.
        storm = storm == null ? Optional.empty() : storm;
        flaps = flaps == null ? Optional.empty() : flaps;
        crowds = crowds == null ? List.of() : List.copyOf(crowds);
        flapping = flapping == null ? Optional.empty() : flapping;
        slo = slo == null ? Optional.empty() : slo;
        deadline = deadline == null ? Optional.empty() : deadline;
        if (flapping.isPresent() && crowds.isEmpty()) {
            throw new IllegalArgumentException("there is an incident about drops together, but there were none");
        }
    }

    /** The case of a group. */
    public GroupCase(
            String name,
            Optional<Storm> storm,
            Optional<Flaps> flaps,
            List<Crowd> crowds,
            Optional<GroupFlapping> flapping,
            Optional<Instant> deadline) {
        this(name, storm, flaps, crowds, flapping, Optional.empty(), deadline);
    }

    /**
     * A count since a time.
     *
     * @param since when the first one began
     */
    public record Flaps(int count, Instant since) {}

    /**
     * Many devices of the group dropped together.
     *
     * @param from the first drop, by the devices' own events
     * @param to the last drop
     */
    public record Crowd(Instant from, Instant to) {
        boolean holds(Instant drop) {
            return !drop.isBefore(from) && !drop.isAfter(to);
        }

        Crowd with(Crowd more) {
            return new Crowd(
                    more.from().isBefore(from) ? more.from() : from, more.to().isAfter(to) ? more.to() : to);
        }
    }

    /**
     * The incident about the whole group flapping.
     *
     * @param group absent if the devices have none in common
     * @param devices the first of its devices
     * @param count how many devices dropped together
     */
    public record GroupFlapping(Ticket ticket, Optional<String> group, List<String> devices, int count) {
        public GroupFlapping {
            group = group == null ? Optional.empty() : group;
            devices = devices == null ? List.of() : List.copyOf(devices);
        }
    }

    /** An empty case. */
    public static GroupCase none(String name) {
        return new GroupCase(name, Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.empty());
    }

    /** Whether the case is empty, so that nothing needs to be stored. */
    public boolean isNone() {
        return equals(none(name));
    }

    /** Whether a drop was part of a crowd. */
    boolean isInCrowd(Instant drop) {
        return crowds.stream().anyMatch(crowd -> crowd.holds(drop));
    }

    GroupCase with(Storm changed) {
        return new GroupCase(name, Optional.of(changed), flaps, crowds, flapping, slo, deadline);
    }

    GroupCase withoutStorm() {
        return new GroupCase(name, Optional.empty(), flaps, crowds, flapping, slo, deadline);
    }

    GroupCase with(Optional<Flaps> changed) {
        return new GroupCase(name, storm, changed, crowds, flapping, slo, deadline);
    }

    GroupCase with(List<Crowd> changed) {
        return new GroupCase(name, storm, flaps, changed, flapping, slo, deadline);
    }

    /** The case with one more crowd, or with the latest one grown; keeps that one and those that ended last. */
    GroupCase with(Crowd crowd, boolean anew, int most) {
        List<Crowd> changed = new ArrayList<>(crowds);
        if (anew || changed.isEmpty()) {
            changed.add(crowd);
        } else {
            changed.set(changed.size() - 1, changed.get(changed.size() - 1).with(crowd));
        }
        while (changed.size() > most) {
            changed.remove(Collections.min(changed.subList(0, changed.size() - 1), Comparator.comparing(Crowd::to)));
        }
        return with(changed);
    }

    GroupCase withFlapping(Optional<GroupFlapping> changed) {
        return new GroupCase(name, storm, flaps, crowds, changed, slo, deadline);
    }

    GroupCase withSlo(Optional<SloCase> changed) {
        return new GroupCase(name, storm, flaps, crowds, flapping, changed, deadline);
    }

    GroupCase withDeadline(Optional<Instant> next) {
        return new GroupCase(name, storm, flaps, crowds, flapping, slo, next);
    }
}
