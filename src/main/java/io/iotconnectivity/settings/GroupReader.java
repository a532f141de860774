package io.iotconnectivity.settings;

import io.iotconnectivity.aws.fleet.ThingGroupSettings;
import io.iotconnectivity.incident.Grouping;
import io.iotconnectivity.signal.ClientPattern;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code group.*}: how devices are grouped. */
final class GroupReader {
    static final String PREFIX = "group.ip-prefix";
    private static final int LEAST_PREFIX = 8;
    private static final int MOST_PREFIX = 32;
    /**
     * The attribute names that AWS allows for things.
     *
     * @see <a href="https://docs.aws.amazon.com/iot/latest/apireference/API_AttributePayload.html">AttributePayload</a>
     */
    static final Pattern ATTRIBUTE = Pattern.compile("[a-zA-Z0-9_.,@/:#-]{1,128}");

    private final Values values;

    GroupReader(Values values) {
        this.values = values;
    }

    /** Groups by client id and address; those from the fleet index take precedence, see {@link #thingGroups}. */
    Grouping grouping() {
        Optional<Grouping> byClientId = values.pattern("group.pattern").flatMap(this::byClientId);
        Optional<Grouping> byAddress = addressPrefix().map(Grouping::byAddress);
        return byClientId
                .map(first -> byAddress.map(first::or).orElse(first))
                .or(() -> byAddress)
                .orElse(Grouping.NONE);
    }

    /** The prefix length of the IPv4 networks by which devices are grouped; empty if they are not. */
    Optional<Integer> addressPrefix() {
        return values.isSet(PREFIX)
                ? Optional.of(values.number(PREFIX, MOST_PREFIX, LEAST_PREFIX, MOST_PREFIX))
                : Optional.empty();
    }

    private Optional<Grouping> byClientId(ClientPattern pattern) {
        try {
            return Optional.of(Grouping.byClientId(pattern));
        } catch (IllegalArgumentException e) {
            values.report("group.pattern", e.getMessage());
            return Optional.empty();
        }
    }

    /** Absent: the fleet index is not queried. */
    Optional<ThingGroupSettings> thingGroups() {
        Optional<String> attribute = values.optional("group.attribute");
        if (attribute.filter(name -> !ATTRIBUTE.matcher(name).matches()).isPresent()) {
            values.report("group.attribute", "is not a valid thing attribute name");
        }
        Optional<ClientPattern> thingGroups = values.pattern("group.thing-group");
        Duration refresh = values.duration("group.refresh", Duration.ofMinutes(1), Duration.ofDays(1));
        List<String> traits = new BreakdownReader(values).attributes();
        boolean wanted = attribute.isPresent()
                || thingGroups.isPresent()
                || !traits.isEmpty()
                || ClassReader.anyNeedsThings(values);
        return !wanted
                ? Optional.empty()
                : Optional.of(new ThingGroupSettings(attribute, thingGroups, refresh, traits));
    }
}
