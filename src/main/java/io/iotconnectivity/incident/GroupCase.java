package io.iotconnectivity.incident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the incident machine holds of one group.
 *
 * @param storm the incident of the group
 * @param flaps how many of its devices were told of as coming and going lately
 * @param crowds when its devices dropped together lately, in the order in which we learned of it
 * @param flapping the incident that the whole group comes and goes; not without {@code crowds}, on which its end rests
 * @param deadline when the machine wants to be asked again
 */
public record GroupCase(
        String name,
        Optional<Storm> storm,
        Optional<Flaps> flaps,
        List<Crowd> crowds,
        Optional<GroupFlapping> flapping,
        Optional<Instant> deadline) {

    public GroupCase {
        // What was stored before there was such a thing has none.
        storm = storm == null ? Optional.empty() : storm;
        flaps = flaps == null ? Optional.empty() : flaps;
        crowds = crowds == null ? List.of() : List.copyOf(crowds);
        flapping = flapping == null ? Optional.empty() : flapping;
        deadline = deadline == null ? Optional.empty() : deadline;
        if (flapping.isPresent() && crowds.isEmpty()) {
            throw new IllegalArgumentException("an incident tells of drops together, and there were none");
        }
    }

    /**
     * So many since.
     *
     * @param since when the first of them began
     */
    public record Flaps(int count, Instant since) {}

    /**
     * Many devices of the group dropped together.
     *
     * @param from the first of the drops, by the devices' own events
     * @param to the last of them
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
     * The incident that the group comes and goes.
     *
     * @param group absent where the devices have none in common
     * @param devices the first of them
     * @param count how many of them dropped together
     */
    public record GroupFlapping(Ticket ticket, Optional<String> group, List<String> devices, int count) {
        public GroupFlapping {
            group = group == null ? Optional.empty() : group;
            devices = devices == null ? List.of() : List.copyOf(devices);
        }
    }

    /** Nothing is held of the group. */
    public static GroupCase none(String name) {
        return new GroupCase(name, Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.empty());
    }

    /** Whether nothing is held, so that nothing need be stored. */
    public boolean isNone() {
        return equals(none(name));
    }

    /** Whether a drop was one of many. */
    boolean isInCrowd(Instant drop) {
        return crowds.stream().anyMatch(crowd -> crowd.holds(drop));
    }

    GroupCase with(Storm changed) {
        return new GroupCase(name, Optional.of(changed), flaps, crowds, flapping, deadline);
    }

    GroupCase withoutStorm() {
        return new GroupCase(name, Optional.empty(), flaps, crowds, flapping, deadline);
    }

    GroupCase with(Optional<Flaps> changed) {
        return new GroupCase(name, storm, changed, crowds, flapping, deadline);
    }

    GroupCase with(List<Crowd> changed) {
        return new GroupCase(name, storm, flaps, changed, flapping, deadline);
    }

    /** With one crowd more, or the one that we learned of last grown; those that ended last stay, and that one. */
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
        return new GroupCase(name, storm, flaps, crowds, changed, deadline);
    }

    GroupCase withDeadline(Optional<Instant> next) {
        return new GroupCase(name, storm, flaps, crowds, flapping, next);
    }
}
