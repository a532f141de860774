package io.iotconnectivity.incident;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.Common;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.ExtraField;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The open incident of a group. Its members are the devices whose case refers to it; here they are only counted.
 *
 * @param group absent if the devices have none in common
 * @param joined how many devices have been part of it so far
 * @param down how many are part of it now
 * @param devices the first devices, at most {@value IncidentData#MOST_DEVICES}
 * @param severity the highest severity of any of them
 * @param how the kind of trouble of the first one
 * @param causes the number of devices by cause
 * @param reason the common reason; absent if they differ
 * @param changedAt when a device last joined or left
 * @param untold whether anything has changed since the last announcement
 * @param classes as in {@link IncidentData#classes()}, of all that have been part of it
 * @param extra what enrich routes know about all that have been part of it
 * @param common as in {@link IncidentData#common()}
 */
public record Storm(
        Ticket ticket,
        Optional<String> group,
        int joined,
        int down,
        List<String> devices,
        Severity severity,
        Trouble.How how,
        Map<Cause, Integer> causes,
        Optional<String> reason,
        Instant changedAt,
        boolean untold,
        List<String> classes,
        SharedExtra extra,
        Optional<Common> common) {

    public Storm {
        group = group == null ? Optional.empty() : group;
        devices = devices == null ? List.of() : List.copyOf(devices);
        causes = causes == null ? Map.of() : Map.copyOf(causes);
        reason = reason == null ? Optional.empty() : reason;
        classes = classes == null ? List.of() : List.copyOf(classes);
        // Storms stored before this field existed have none.
        extra = extra == null ? SharedExtra.NONE : extra;
        common = common == null ? Optional.empty() : common;
    }

    /** A storm of devices that have nothing in common, as far as is known. */
    public Storm(
            Ticket ticket,
            Optional<String> group,
            int joined,
            int down,
            List<String> devices,
            Severity severity,
            Trouble.How how,
            Map<Cause, Integer> causes,
            Optional<String> reason,
            Instant changedAt,
            boolean untold,
            List<String> classes) {
        this(
                ticket,
                group,
                joined,
                down,
                devices,
                severity,
                how,
                causes,
                reason,
                changedAt,
                untold,
                classes,
                SharedExtra.NONE,
                Optional.empty());
    }

    /**
     * Creates a storm with its first device.
     *
     * @param routed the fields of enrich routes that decide who is told
     */
    static Storm begins(
            Ticket ticket,
            String client,
            Trouble trouble,
            Optional<String> group,
            Set<ExtraField> routed,
            Instant now) {
        return new Storm(
                ticket,
                group,
                1,
                1,
                List.of(client),
                trouble.severity(),
                trouble.how(),
                trouble.cause().map(cause -> Map.of(cause, 1)).orElse(Map.of()),
                trouble.reason(),
                now,
                false,
                trouble.deviceClass().map(List::of).orElse(List.of()),
                SharedExtra.of(trouble.extra(), routed),
                Optional.empty());
    }

    /**
     * @param anew whether the device was not part of it before
     * @param routed the fields of enrich routes that decide who is told
     */
    Storm joinedBy(String client, Trouble trouble, boolean anew, Set<ExtraField> routed, Instant now) {
        List<String> named = devices;
        if (anew && devices.size() < IncidentData.MOST_DEVICES) {
            named = new ArrayList<>(devices);
            named.add(client);
        }
        Map<Cause, Integer> counted = causes;
        if (anew && trouble.cause().isPresent()) {
            counted = new EnumMap<>(Cause.class);
            counted.putAll(causes);
            counted.merge(trouble.cause().get(), 1, Integer::sum);
        }
        return new Storm(
                ticket,
                group,
                // After a loss, a device may come again that the restored storm never counted.
                Math.max(joined + (anew ? 1 : 0), down + 1),
                down + 1,
                named,
                Trouble.max(severity, trouble.severity()),
                how,
                counted,
                reason.filter(same -> trouble.reason().filter(same::equals).isPresent()),
                now,
                true,
                classesWith(trouble.deviceClass()),
                extra.with(trouble.extra(), routed),
                common);
    }

    private List<String> classesWith(Optional<String> another) {
        String name = another.orElse(IncidentData.DEFAULT_CLASS);
        if (classes.isEmpty() && another.isEmpty() || classes.contains(name)) {
            return classes;
        }
        SortedSet<String> all = new TreeSet<>(classes.isEmpty() ? List.of(IncidentData.DEFAULT_CLASS) : classes);
        all.add(name);
        return List.copyOf(all);
    }

    Storm leftByOne(Instant now) {
        return new Storm(
                ticket,
                group,
                joined,
                Math.max(0, down - 1),
                devices,
                severity,
                how,
                causes,
                reason,
                now,
                true,
                classes,
                extra,
                common);
    }

    Storm raisedTo(Severity atLeast) {
        return new Storm(
                ticket,
                group,
                joined,
                down,
                devices,
                Trouble.max(severity, atLeast),
                how,
                causes,
                reason,
                changedAt,
                true,
                classes,
                extra,
                common);
    }

    /**
     * @param named what its latest event named as known about all its devices
     */
    Storm told(Ticket as, Map<String, Extra> named) {
        return new Storm(
                as,
                group,
                joined,
                down,
                devices,
                severity,
                how,
                causes,
                reason,
                changedAt,
                false,
                classes,
                extra.told(named),
                common);
    }

    Storm noted(Ticket as) {
        return new Storm(
                as, group, joined, down, devices, severity, how, causes, reason, changedAt, untold, classes, extra,
                common);
    }

    /**
     * @param routed the fields of enrich routes that decide who is told
     */
    Storm knowing(Map<String, Extra> known, Set<ExtraField> routed) {
        return new Storm(
                ticket,
                group,
                joined,
                down,
                devices,
                severity,
                how,
                causes,
                reason,
                changedAt,
                untold,
                classes,
                extra.with(known, routed),
                common);
    }

    Storm sharing(Optional<Common> known) {
        return new Storm(
                ticket, group, joined, down, devices, severity, how, causes, reason, changedAt, untold, classes, extra,
                known);
    }

    Storm notCalmBefore(Instant moment) {
        return new Storm(
                ticket, group, joined, down, devices, severity, how, causes, reason, moment, untold, classes, extra,
                common);
    }

    /** The most frequent cause. */
    Optional<Cause> cause() {
        return causes.entrySet().stream()
                .max(Map.Entry.<Cause, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey);
    }
}
