package io.iotconnectivity.settings;

import io.iotconnectivity.incident.Escalation;
import io.iotconnectivity.incident.Grouping;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.incident.IncidentPolicy.Flapping;
import io.iotconnectivity.incident.IncidentPolicy.Limit;
import io.iotconnectivity.incident.IncidentPolicy.Storms;
import io.iotconnectivity.incident.Suppressions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what makes an incident: {@code storm.*}, {@code flapping.*}, {@code conflict.*}, {@code credentials.*},
 * {@code incident.*}, {@code escalate.*}.
 */
final class IncidentReader {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MANY = 1_000_000;
    private static final Duration LONGEST_STEP = Duration.ofDays(90);
    private static final String ESCALATE = "escalate.after";
    private static final String NEVER = "never";

    private final Values values;

    IncidentReader(Values values) {
        this.values = values;
    }

    IncidentPolicy read(Grouping grouping) {
        return new IncidentPolicy(
                        grouping,
                        storms(),
                        flapping(),
                        limit("conflict"),
                        limit("credentials"),
                        values.duration("incident.update-every", Duration.ZERO, DAY),
                        new Suppressions(new MaintenanceReader(values).read(), new DependencyReader(values).read()))
                .escalating(escalation(ESCALATE), ofClasses())
                .routedBy(RoutingReader.fields(values));
    }

    private Map<String, Escalation> ofClasses() {
        Map<String, Escalation> byClass = new HashMap<>();
        for (String name : values.names(ClassReader.FAMILY)) {
            String key = "class." + name + "." + ESCALATE;
            if (values.text(key).equals(NEVER)) {
                byClass.put(name, Escalation.NEVER);
            } else if (values.isSet(key)) {
                byClass.put(name, escalation(key));
            }
        }
        return byClass;
    }

    /** Classes may have {@value #NEVER}, too. */
    private Escalation escalation(String key) {
        List<Duration> after = new ArrayList<>();
        for (String step : values.list(key)) {
            Optional<Duration> time = Durations.parse(step).filter(found -> found.compareTo(LONGEST_STEP) <= 0);
            if (time.isEmpty()) {
                values.report(
                        key,
                        "names no time up to 90d in " + Values.shown(step) + "; write 1h, or 1h, 4h"
                                + (key.equals(ESCALATE) ? "" : ", or " + NEVER));
                return Escalation.NEVER;
            }
            after.add(time.get());
        }
        try {
            return new Escalation(after);
        } catch (IllegalArgumentException e) {
            values.report(key, "has times that do not ascend from more than 0; write for example 1h, 4h");
            return Escalation.NEVER;
        }
    }

    private Storms storms() {
        return new Storms(
                values.number("storm.threshold", 2, 2, MANY), window("storm.window"), values.pattern("storm.exempt"));
    }

    private Flapping flapping() {
        int threshold = values.number("flapping.threshold", 2, 2, MANY);
        int clear = values.number("flapping.clear", 0, 0, MANY);
        if (clear >= threshold) {
            values.report(
                    "flapping.clear",
                    "is not below flapping.threshold, so flapping would begin again as soon as it ends; write less than "
                            + threshold);
        }
        // After a reported problem the result is never used, but must exist.
        return new Flapping(threshold, Math.min(clear, threshold - 1), window("flapping.window"));
    }

    private Limit limit(String family) {
        return new Limit(values.number(family + ".threshold", 1, 1, MANY), window(family + ".window"));
    }

    private Duration window(String key) {
        return values.duration(key, SECOND, DAY);
    }
}
