package io.iotconnectivity.doctor;

import io.iotconnectivity.doctor.Features.Source;
import io.iotconnectivity.source.mqtt.MqttSettings;
import io.iotconnectivity.source.mqtt.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Checks whether the broker lets us connect and subscribe, with a client id that no source has. */
final class BrokerAccess implements Check {
    private static final Duration ANSWER = Duration.ofSeconds(4);

    private final MqttSettings settings;
    private final Features features;
    private final IotStatements statements;

    BrokerAccess(MqttSettings settings, Features features, AwsCommand command) {
        this.settings = settings;
        this.features = features;
        this.statements = new IotStatements(command.region());
    }

    @Override
    public String name() {
        return "MQTT connection";
    }

    @Override
    public boolean isUsed() {
        return !features.sources().isEmpty();
    }

    @Override
    public List<Finding> look() {
        List<Source> sources = features.sources();
        String clientId = settings.clientId() + "-doctor";
        Trial.Connection connection;
        try {
            List<String> filters = sources.stream()
                    .filter(source -> !source.isShared())
                    .map(Source::filter)
                    .distinct()
                    .toList();
            connection = new Trial(settings, ANSWER).connect(clientId, filters);
        } catch (IllegalArgumentException e) {
            return List.of(Finding.error(name(), e.getMessage(), "correct the setting"));
        }
        if (connection.refusal().isPresent()) {
            return List.of(refused(clientId, connection.refusal().get()));
        }
        Map<String, Trial.Subscription> answers = connection.subscriptions().stream()
                .collect(Collectors.toMap(Trial.Subscription::filter, Function.identity()));
        List<Finding> found = new ArrayList<>();
        found.add(Finding.ok(name(), "the broker accepts " + clientId));
        for (Source source : sources) {
            found.add(source.isShared() ? shared(source) : subscription(source, answers.get(source.filter())));
        }
        return found;
    }

    private Finding refused(String clientId, String why) {
        return Finding.error(
                name(),
                "no connection to " + new Trial(settings, ANSWER).url() + " as " + clientId + ": " + why,
                "check mqtt.url and that the port is open; AWS IoT Core requires an active certificate"
                        + " (mqtt.certificate-file, mqtt.key-file) with an IoT policy that allows "
                        + statements.connect(settings.clientId()));
    }

    private Finding subscription(Source source, Trial.Subscription answer) {
        if (answer.refusal().isPresent()) {
            return Finding.error(
                    source.setting(),
                    answer.refusal().get(),
                    "add to the IoT policy of our certificate: " + statements.subscribe(source) + ", "
                            + statements.receive(source));
        }
        return answer.qos() < 1
                ? Finding.warning(
                        source.setting(),
                        "the broker grants " + source.filter()
                                + " with QoS 0 only: messages sent while we are disconnected are lost",
                        "allow QoS 1 at the broker")
                : Finding.ok(
                        source.setting(),
                        "the broker grants " + source.filter()
                                + "; the first message will show whether it also delivers (iot:Receive)");
    }

    private Finding shared(Source source) {
        return Finding.unknown(
                source.setting(),
                "the shared subscription " + source.filter() + " was not tested: that would take events from its group",
                "make sure the IoT policy allows " + statements.subscribe(source) + ", " + statements.receive(source));
    }
}
