package io.iotconnectivity.settings;

import io.iotconnectivity.aws.fleet.ThingGroupSettings;
import io.iotconnectivity.incident.Dependency;
import io.iotconnectivity.incident.Grouping;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.incident.IncidentPolicy.Flapping;
import io.iotconnectivity.incident.IncidentPolicy.Limit;
import io.iotconnectivity.incident.IncidentPolicy.Storms;
import io.iotconnectivity.incident.Suppressions;
import io.iotconnectivity.signal.ClientPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads what makes an incident, and how devices are grouped. */
final class IncidentReader {
    static final String DEPENDENCY = "dependency.";

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MANY = 1_000_000;
    private static final int LEAST_PREFIX = 8;
    private static final int MOST_PREFIX = 32;
    /**
     * How AWS lets an attribute of a thing be called.
     *
     * @see <a href="https://docs.aws.amazon.com/iot/latest/apireference/API_AttributePayload.html">AttributePayload</a>
     */
    private static final Pattern ATTRIBUTE = Pattern.compile("[a-zA-Z0-9_.,@/:#-]{1,128}");

    private final Values values;

    IncidentReader(Values values) {
        this.values = values;
    }

    IncidentPolicy policy() {
        return new IncidentPolicy(
                grouping(),
                new Storms(
                        values.number("storm.threshold", 2, 2, MANY),
                        window("storm.window"),
                        values.pattern("storm.exempt")),
                flapping(),
                limit("conflict"),
                limit("credentials"),
                values.duration("incident.update-every", Duration.ZERO, DAY),
                new Suppressions(new MaintenanceReader(values).read(), dependencies()));
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
        return new Flapping(threshold, clear, window("flapping.window"));
    }

    private Limit limit(String family) {
        return new Limit(values.number(family + ".threshold", 1, 1, MANY), window(family + ".window"));
    }

    private Duration window(String key) {
        return values.duration(key, SECOND, DAY);
    }

    /** What the fleet index tells comes before it, see {@link #thingGroups}. */
    private Grouping grouping() {
        Optional<Grouping> byClientId = values.pattern("group.pattern").flatMap(this::byClientId);
        Optional<Grouping> byAddress = values.isSet("group.ip-prefix")
                ? Optional.of(
                        Grouping.byAddress(values.number("group.ip-prefix", MOST_PREFIX, LEAST_PREFIX, MOST_PREFIX)))
                : Optional.empty();
        return byClientId
                .map(first -> byAddress.map(first::or).orElse(first))
                .or(() -> byAddress)
                .orElse(Grouping.NONE);
    }

    private Optional<Grouping> byClientId(ClientPattern pattern) {
        try {
            return Optional.of(Grouping.byClientId(pattern));
        } catch (IllegalArgumentException e) {
            values.report("group.pattern", e.getMessage());
            return Optional.empty();
        }
    }

    /** Absent: the fleet index is not asked. */
    Optional<ThingGroupSettings> thingGroups() {
        Optional<String> attribute = values.optional("group.attribute");
        if (attribute.filter(name -> !ATTRIBUTE.matcher(name).matches()).isPresent()) {
            values.report("group.attribute", "is not a valid thing attribute name");
        }
        Optional<ClientPattern> thingGroups = values.pattern("group.thing-group");
        Duration refresh = values.duration("group.refresh", Duration.ofMinutes(1), DAY);
        return attribute.isEmpty() && thingGroups.isEmpty()
                ? Optional.empty()
                : Optional.of(new ThingGroupSettings(attribute, thingGroups, refresh));
    }

    private List<Dependency> dependencies() {
        List<Dependency> dependencies = new ArrayList<>();
        for (String key : new TreeSet<>(values.entries().keySet())) {
            if (key.startsWith(DEPENDENCY)) {
                String children = key.substring(DEPENDENCY.length());
                try {
                    ClientPattern.of(children);
                } catch (IllegalArgumentException e) {
                    values.complain(key, key + ": what follows " + DEPENDENCY + " " + e.getMessage());
                    continue;
                }
                try {
                    dependencies.add(Dependency.of(children, values.text(key)));
                } catch (IllegalArgumentException e) {
                    values.report(key, e.getMessage());
                }
            }
        }
        return dependencies;
    }
}
