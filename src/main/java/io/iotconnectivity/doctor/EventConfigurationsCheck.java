package io.iotconnectivity.doctor;

import io.iotconnectivity.aws.AwsClients;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.iot.model.Configuration;

/**
 * Checks which registry events AWS publishes. Presence events do not depend on them: those are always on. {@code THING}
 * and {@code CERTIFICATE} report things and certificates that are created and deleted, which explains why devices come
 * and go.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/iot-events.html">Event messages</a>
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html">Lifecycle events</a>
 */
final class EventConfigurationsCheck implements Check {
    private static final List<String> USEFUL = List.of("THING", "CERTIFICATE");

    private final Features features;
    private final AwsClients aws;
    private final AwsCommand command;

    EventConfigurationsCheck(Features features, AwsClients aws, AwsCommand command) {
        this.features = features;
        this.aws = aws;
        this.command = command;
    }

    @Override
    public String name() {
        return "event configurations";
    }

    @Override
    public boolean isUsed() {
        return features.aws();
    }

    @Override
    public List<Finding> look() {
        List<String> off = off();
        String presence = "; presence events are always on and do not depend on them";
        if (off.isEmpty()) {
            return List.of(Finding.ok(name(), String.join(" and ", USEFUL) + " are on" + presence));
        }
        String json = off.stream()
                .map(type -> "\"" + type + "\":{\"Enabled\":true}")
                .collect(Collectors.joining(",", "{", "}"));
        return List.of(Finding.ok(
                name(),
                String.join(" and ", off) + (off.size() == 1 ? " is off" : " are off") + presence,
                "to also hear of things and certificates being created and deleted: "
                        + command.of("iot", "update-event-configurations", "--event-configurations", json)
                        + "   (or doctor --fix)"));
    }

    @Override
    public List<Finding> mend() {
        List<String> off = off();
        if (off.isEmpty()) {
            return List.of();
        }
        Map<String, Configuration> on = off.stream()
                .collect(Collectors.toMap(
                        type -> type,
                        type -> Configuration.builder().enabled(true).build()));
        Unanswered.ask("iot:UpdateEventConfigurations", () -> aws.iot()
                .updateEventConfigurations(request -> request.eventConfigurationsWithStrings(on)));
        return List.of(Finding.ok(name(), "enabled: " + String.join(", ", off) + "; all others are unchanged"));
    }

    private List<String> off() {
        Map<String, Configuration> now = Unanswered.ask(
                "iot:DescribeEventConfigurations",
                () -> aws.iot().describeEventConfigurations(request -> {}).eventConfigurationsAsStrings());
        return USEFUL.stream()
                .filter(type -> !now.containsKey(type)
                        || !Boolean.TRUE.equals(now.get(type).enabled()))
                .toList();
    }
}
