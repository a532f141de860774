package io.iotconnectivity.incident;

import io.iotconnectivity.presence.DeviceClass;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.ExtraField;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of the incident machine.
 *
 * @param storms when outages become one incident of their group
 * @param flapping when a device counts as unstable
 * @param conflict how many take-overs between different clients, within what time, are a conflict
 * @param credentials how many refused connects, within what time, are an incident
 * @param updateEvery how often an open incident is updated at most
 * @param escalation how the severity of an outage's incident rises while it stays open
 * @param classEscalations the same for the devices of some classes, by name
 * @param classes the classes of devices, by name
 * @param routed the fields of enrich routes that decide who is told of an incident
 */
public record IncidentPolicy(
        Grouping grouping,
        Storms storms,
        Flapping flapping,
        Limit conflict,
        Limit credentials,
        Duration updateEvery,
        Suppressions suppressions,
        Escalation escalation,
        Map<String, Escalation> classEscalations,
        Map<String, DeviceClass> classes,
        Set<ExtraField> routed) {

    public IncidentPolicy {
        classEscalations = Map.copyOf(classEscalations);
        routed = Set.copyOf(routed);
        classes = Map.copyOf(classes);
    }

    /** A policy without escalation and classes, all of whose incidents are told alike. */
    public IncidentPolicy(
            Grouping grouping,
            Storms storms,
            Flapping flapping,
            Limit conflict,
            Limit credentials,
            Duration updateEvery,
            Suppressions suppressions) {
        this(
                grouping,
                storms,
                flapping,
                conflict,
                credentials,
                updateEvery,
                suppressions,
                Escalation.NEVER,
                Map.of(),
                Map.of(),
                Set.of());
    }

    /**
     * @param threshold how many devices of a group dropping within the window are a storm; at least 2
     * @param exempt devices whose whole client id matches always have their own incident
     */
    public record Storms(int threshold, Duration window, Optional<ClientPattern> exempt) {}

    /**
     * @param threshold how many drops within the window start flapping; at least 2
     * @param clear how many drops within the window at most end it; less than {@code threshold}
     */
    public record Flapping(int threshold, int clear, Duration window) {

        /**
         * @throws IllegalArgumentException if flapping would start again as soon as it ends
         */
        public Flapping {
            if (clear >= threshold) {
                throw new IllegalArgumentException("clear is not below threshold");
            }
        }
    }

    /** A number of occurrences within a time. */
    public record Limit(int threshold, Duration window) {}

    /** The policy that applies unless a setting overrides it. */
    public static IncidentPolicy defaults() {
        return new IncidentPolicy(
                Grouping.NONE,
                new Storms(20, Duration.ofSeconds(60), Optional.empty()),
                new Flapping(5, 1, Duration.ofMinutes(10)),
                new Limit(3, Duration.ofMinutes(10)),
                new Limit(3, Duration.ofMinutes(10)),
                Duration.ofSeconds(60),
                Suppressions.NONE);
    }

    /** The same policy with another grouping taking precedence. */
    public IncidentPolicy groupedBy(Grouping first) {
        return new IncidentPolicy(
                first.or(grouping),
                storms,
                flapping,
                conflict,
                credentials,
                updateEvery,
                suppressions,
                escalation,
                classEscalations,
                classes,
                routed);
    }

    /** The same policy with another escalation for devices of all classes. */
    public IncidentPolicy escalating(Escalation other) {
        return escalating(other, Map.of());
    }

    /**
     * The same policy with another escalation.
     *
     * @param byClass for the devices of some classes, by name
     */
    public IncidentPolicy escalating(Escalation other, Map<String, Escalation> byClass) {
        return new IncidentPolicy(
                grouping,
                storms,
                flapping,
                conflict,
                credentials,
                updateEvery,
                suppressions,
                other,
                byClass,
                classes,
                routed);
    }

    /** The same policy for devices of these classes. */
    public IncidentPolicy with(Map<String, DeviceClass> others) {
        return new IncidentPolicy(
                grouping,
                storms,
                flapping,
                conflict,
                credentials,
                updateEvery,
                suppressions,
                escalation,
                classEscalations,
                others,
                routed);
    }

    /** The same policy, with these fields deciding who is told. */
    public IncidentPolicy routedBy(Set<ExtraField> fields) {
        return new IncidentPolicy(
                grouping,
                storms,
                flapping,
                conflict,
                credentials,
                updateEvery,
                suppressions,
                escalation,
                classEscalations,
                classes,
                fields);
    }
}
