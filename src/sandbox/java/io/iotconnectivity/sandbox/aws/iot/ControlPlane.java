package io.iotconnectivity.sandbox.aws.iot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Call;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import io.iotconnectivity.sandbox.aws.protocol.Service;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The control plane of AWS IoT, as far as a connectivity monitor and its account check ask it.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/apireference/API_Operations_AWS_IoT.html">API reference</a>
 */
public final class ControlPlane implements Service {
    private final Supplier<URI> self;
    private final Things things;
    private final Connections connections;
    private final Indexing indexing = new Indexing();
    private final EventConfigurations events = new EventConfigurations();
    private final LoggingOptions logging = new LoggingOptions();
    private final TopicRules rules = new TopicRules();
    private final FleetIndex index;

    /** @param self where this endpoint can be reached; it is the data plane too */
    public ControlPlane(Supplier<URI> self, Things things, Connections connections, Shadows shadows) {
        this.self = self;
        this.things = things;
        this.connections = connections;
        this.index = new FleetIndex(indexing, things, new ThingView(indexing, connections, shadows));
    }

    public Indexing indexing() {
        return indexing;
    }

    public EventConfigurations eventConfigurations() {
        return events;
    }

    public LoggingOptions logging() {
        return logging;
    }

    public TopicRules topicRules() {
        return rules;
    }

    @Override
    public JsonNode call(Call call) {
        ObjectNode input = call.input();
        return switch (call.operation()) {
            case "CreateThing" -> things.create(input);
            case "DescribeThing" -> things.describe(input);
            case "ListThings" -> things.list(input);
            case "DeleteThing" -> things.delete(input);
            case "DescribeEndpoint" ->
                Json.object().put("endpointAddress", self.get().getAuthority());
            case "DescribeEventConfigurations" -> events.describe();
            case "UpdateEventConfigurations" -> events.update(input);
            case "GetIndexingConfiguration" -> indexing.get();
            case "UpdateIndexingConfiguration" -> indexing.update(input);
            case "ListIndices" -> index.list();
            case "DescribeIndex" -> index.describe(input);
            case "SearchIndex" -> index.search(input);
            case "GetStatistics" -> index.statistics(input);
            case "GetBucketsAggregation" -> index.buckets(input);
            case "GetCardinality" -> index.cardinality(input);
            case "GetThingConnectivityData" -> index.connectivity(input);
            case "GetV2LoggingOptions" -> logging.get(input);
            case "SetV2LoggingOptions" -> logging.set(input);
            case "ListV2LoggingLevels" -> logging.listLevels(input);
            case "SetV2LoggingLevel" -> logging.setLevel(input);
            case "DeleteV2LoggingLevel" -> logging.deleteLevel(input);
            case "CreateTopicRule" -> rules.create(input);
            case "ReplaceTopicRule" -> rules.replace(input);
            case "GetTopicRule" -> rules.get(input);
            case "ListTopicRules" -> rules.list(input);
            case "EnableTopicRule" -> rules.enable(input, true);
            case "DisableTopicRule" -> rules.enable(input, false);
            case "DeleteTopicRule" -> rules.delete(input);
            default -> throw AwsError.unknownOperation(call.operation());
        };
    }

    @Override
    public JsonNode dump() {
        return things.dump();
    }

    /** What there is to look at, each under its name. */
    public Map<String, Supplier<JsonNode>> pages() {
        Map<String, Supplier<JsonNode>> pages = new LinkedHashMap<>();
        pages.put("things", things::dump);
        pages.put("connections", connections::dump);
        pages.put("index", indexing::dump);
        pages.put("event-configurations", events::dump);
        pages.put("logging", logging::dump);
        pages.put("rules", rules::dump);
        return pages;
    }

    @Override
    public AwsError notFound() {
        return new AwsError(404, "ResourceNotFoundException", "Thing does not exist");
    }

    @Override
    public AwsError broken() {
        return new AwsError(500, "InternalFailureException", "The sandbox was asked to fail");
    }
}
