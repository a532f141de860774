package io.iotconnectivity.doctor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.aws.AwsClients;
import io.iotconnectivity.aws.RawReply;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iot.model.GetIndexingConfigurationResponse;

/**
 * Checks whether the fleet index includes connectivity, and can be queried.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/managing-index.html">Managing thing indexing</a>
 */
final class FleetIndexCheck implements Check {
    static final String INDEX = "AWS_Things";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODE = "thingIndexingMode";
    private static final String CONNECTIVITY = "thingConnectivityIndexingMode";

    private static final int LONGEST_REPLY = 1 << 20;

    private final Features features;
    private final AwsClients aws;
    private final AwsCommand command;

    FleetIndexCheck(Features features, AwsClients aws, AwsCommand command) {
        this.features = features;
        this.aws = aws;
        this.command = command;
    }

    @Override
    public String name() {
        return "fleet index";
    }

    @Override
    public boolean isUsed() {
        return features.fleetIndex();
    }

    @Override
    public List<Finding> look() {
        RawReply raw = new RawReply(LONGEST_REPLY);
        GetIndexingConfigurationResponse configuration = Unanswered.ask("iot:GetIndexingConfiguration", () -> aws.iot()
                .getIndexingConfiguration(
                        request -> request.overrideConfiguration(one -> one.addPlugin(raw.listener()))));
        Optional<String> missing = missing(configuration);
        return List.of(missing.map(what -> off(what, raw)).orElseGet(this::status));
    }

    private Optional<String> missing(GetIndexingConfigurationResponse configuration) {
        var things = configuration.thingIndexingConfiguration();
        String mode = things == null ? "OFF" : String.valueOf(things.thingIndexingModeAsString());
        if (mode.equals("OFF") || mode.equals("null")) {
            return Optional.of("is off (" + MODE + ")");
        }
        return !features.indexedConnectivity() || "STATUS".equals(things.thingConnectivityIndexingModeAsString())
                ? Optional.empty()
                : Optional.of("does not include connectivity (" + CONNECTIVITY + ")");
    }

    private Finding off(String what, RawReply raw) {
        String fix = command.of(
                "iot", "update-indexing-configuration", "--thing-indexing-configuration", mended(raw.bytes()));
        if (features.reconcile()) {
            return Finding.error(name(), what + ": states left wrong by lost events stay wrong", fix);
        }
        return Finding.warning(
                name(),
                what
                        + (features.thingConnectivity()
                                ? ": verify = thing-connectivity gets no answers"
                                : ": group.attribute and group.thing-group find no groups"),
                fix);
    }

    /**
     * The current configuration with only the modes changed: custom fields and filters are replaced as a whole, so they
     * must be included.
     */
    private String mended(byte[] reply) {
        ObjectNode things = JSON.createObjectNode();
        try {
            if (JSON.readTree(reply).path("thingIndexingConfiguration") instanceof ObjectNode now) {
                things = now.deepCopy();
            }
        } catch (IOException e) {
            // Then there is nothing known that must be kept.
        }
        things.remove("managedFields");
        if (!things.path(MODE).asText().startsWith("REGISTRY")) {
            things.put(MODE, "REGISTRY");
        }
        if (features.indexedConnectivity()) {
            things.put(CONNECTIVITY, "STATUS");
        }
        return things.toString();
    }

    private Finding status() {
        String status = Unanswered.ask("iot:DescribeIndex", () -> aws.iot()
                .describeIndex(request -> request.indexName(INDEX))
                .indexStatusAsString());
        return switch (status) {
            case "ACTIVE" ->
                Finding.ok(name(), (features.indexedConnectivity() ? "includes connectivity and " : "") + "is ACTIVE");
            case "BUILDING" ->
                Finding.warning(
                        name(),
                        "is BUILDING and cannot be queried yet",
                        "wait, and run the check again; AWS takes minutes to hours, depending on the number of things");
            default ->
                Finding.warning(
                        name(),
                        "is " + status + ": it answers queries, but lacks recent changes",
                        "wait, and run the check again");
        };
    }
}
