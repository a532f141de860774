package io.iotconnectivity.sandbox.aws.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * REST-JSON, as AWS IoT's control and data plane speak it: the operation is the method and the path.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html">AWS REST JSON 1</a>
 */
public final class RestJsonProtocol implements Protocol {
    /** The member that holds the body of an operation that takes raw bytes. */
    public static final String PAYLOAD = "payload";

    private enum Body {
        JSON,
        RAW
    }

    private record Route(String service, String operation, String method, List<String> path, Body body) {
        static Route json(String service, String operation, String method, String path) {
            return new Route(service, operation, method, segments(path), Body.JSON);
        }

        static Route raw(String service, String operation, String method, String path) {
            return new Route(service, operation, method, segments(path), Body.RAW);
        }

        boolean matches(String actualMethod, List<String> actual) {
            if (!method.equals(actualMethod) || path.size() != actual.size()) {
                return false;
            }
            for (int i = 0; i < path.size(); i++) {
                if (!path.get(i).startsWith("{") && !path.get(i).equals(actual.get(i))) {
                    return false;
                }
            }
            return true;
        }

        void readPath(List<String> actual, ObjectNode into) {
            for (int i = 0; i < path.size(); i++) {
                String step = path.get(i);
                if (step.startsWith("{")) {
                    into.put(
                            step.substring(1, step.length() - 1),
                            decode(actual.get(i).replace("+", "%2B")));
                }
            }
        }
    }

    private static final List<Route> ROUTES = List.of(
            Route.raw("iotdata", "GetThingShadow", "GET", "/things/{thingName}/shadow"),
            Route.raw("iotdata", "UpdateThingShadow", "POST", "/things/{thingName}/shadow"),
            Route.raw("iotdata", "DeleteThingShadow", "DELETE", "/things/{thingName}/shadow"),
            Route.raw(
                    "iotdata",
                    "ListNamedShadowsForThing",
                    "GET",
                    "/api/things/shadow/ListNamedShadowsForThing/{thingName}"),
            Route.raw("iotdata", "Publish", "POST", "/topics/{topic}"),
            Route.raw("iotdata", "GetConnection", "GET", "/connections/{clientId}"),
            Route.raw("iotdata", "DeleteConnection", "DELETE", "/connections/{clientId}"),
            Route.raw("iotdata", "ListSubscriptions", "GET", "/connections/{clientId}/subscriptions"),
            Route.raw("iotdata", "SendDirectMessage", "POST", "/connections/{clientId}/messages"),
            Route.json("iot", "CreateThing", "POST", "/things/{thingName}"),
            Route.json("iot", "DescribeThing", "GET", "/things/{thingName}"),
            Route.json("iot", "DeleteThing", "DELETE", "/things/{thingName}"),
            Route.json("iot", "ListThings", "GET", "/things"),
            Route.json("iot", "DescribeEndpoint", "GET", "/endpoint"),
            Route.json("iot", "DescribeEventConfigurations", "GET", "/event-configurations"),
            Route.json("iot", "UpdateEventConfigurations", "PATCH", "/event-configurations"),
            Route.json("iot", "GetIndexingConfiguration", "GET", "/indexing/config"),
            Route.json("iot", "UpdateIndexingConfiguration", "POST", "/indexing/config"),
            Route.json("iot", "ListIndices", "GET", "/indices"),
            Route.json("iot", "DescribeIndex", "GET", "/indices/{indexName}"),
            Route.json("iot", "SearchIndex", "POST", "/indices/search"),
            Route.json("iot", "GetStatistics", "POST", "/indices/statistics"),
            Route.json("iot", "GetBucketsAggregation", "POST", "/indices/buckets"),
            Route.json("iot", "GetCardinality", "POST", "/indices/cardinality"),
            Route.json("iot", "GetThingConnectivityData", "POST", "/things/{thingName}/connectivity-data"),
            Route.json("iot", "GetV2LoggingOptions", "GET", "/v2LoggingOptions"),
            Route.json("iot", "SetV2LoggingOptions", "POST", "/v2LoggingOptions"),
            Route.json("iot", "ListV2LoggingLevels", "GET", "/v2LoggingLevel"),
            Route.json("iot", "SetV2LoggingLevel", "POST", "/v2LoggingLevel"),
            Route.json("iot", "DeleteV2LoggingLevel", "DELETE", "/v2LoggingLevel"),
            Route.json("iot", "ListTopicRules", "GET", "/rules"),
            Route.json("iot", "CreateTopicRule", "POST", "/rules/{ruleName}"),
            Route.json("iot", "GetTopicRule", "GET", "/rules/{ruleName}"),
            Route.json("iot", "ReplaceTopicRule", "PATCH", "/rules/{ruleName}"),
            Route.json("iot", "DeleteTopicRule", "DELETE", "/rules/{ruleName}"),
            Route.json("iot", "EnableTopicRule", "POST", "/rules/{ruleName}/enable"),
            Route.json("iot", "DisableTopicRule", "POST", "/rules/{ruleName}/disable"));

    @Override
    public Optional<Operation> recognise(WireRequest request) {
        List<String> path = segments(request.path());
        return ROUTES.stream()
                .filter(route -> route.matches(request.method(), path))
                .findFirst()
                .map(route -> {
                    ObjectNode known = Form.read(request.query());
                    route.readPath(path, known);
                    return new Operation(route.service(), route.operation(), known);
                });
    }

    @Override
    public ObjectNode input(Operation operation, WireRequest request) {
        ObjectNode input = operation.known();
        if (request.body().length > 0) {
            if (route(operation).body() == Body.RAW) {
                input.put(PAYLOAD, request.body());
            } else {
                input.setAll(Json.readObject(request.body()));
            }
        }
        return input;
    }

    @Override
    public WireReply success(Operation operation, JsonNode result) {
        return WireReply.of(200, "application/json", Json.bytes(result));
    }

    @Override
    public WireReply failure(Operation operation, AwsError error) {
        ObjectNode body = Json.object().put("message", error.getMessage());
        body.setAll(error.details());
        return WireReply.of(error.status(), "application/json", Json.bytes(body))
                .with("x-amzn-ErrorType", error.code());
    }

    private static Route route(Operation operation) {
        return ROUTES.stream()
                .filter(route -> route.service().equals(operation.service())
                        && route.operation().equals(operation.name()))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>(List.of(path.split("/", -1)));
        segments.remove(0);
        return segments;
    }

    private static String decode(String segment) {
        try {
            return URLDecoder.decode(segment, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new AwsError(400, "InvalidRequestException", "The path is not percent-encoded correctly");
        }
    }
}
