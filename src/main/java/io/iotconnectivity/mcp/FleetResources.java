package io.iotconnectivity.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.signal.Printable;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncResourceTemplateSpecification;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceResult;
import io.modelcontextprotocol.spec.McpSchema.Resource;
import io.modelcontextprotocol.spec.McpSchema.ResourceTemplate;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What a user can attach to a conversation by its address. */
final class FleetResources {
    private static final String SCHEME = "iot-connectivity://";
    private static final String SUMMARY = SCHEME + "summary";
    private static final String OPEN_INCIDENTS = SCHEME + "incidents/open";
    private static final String DEVICE = SCHEME + "devices/";
    private static final String INCIDENT = SCHEME + "incidents/";
    private static final String JSON = "application/json";

    private final FleetApi api;

    FleetResources(FleetApi api) {
        this.api = api;
    }

    /** How to get what an address stands for. */
    @FunctionalInterface
    private interface Reading {
        JsonNode from(String uri) throws FleetApi.Refused;
    }

    List<SyncResourceSpecification> fixed() {
        return List.of(
                fixed(
                        SUMMARY,
                        "summary",
                        "The fleet at a glance.",
                        uri -> api.get(List.of("api", "summary"), Map.of())),
                fixed(
                        OPEN_INCIDENTS,
                        "open-incidents",
                        "The newest open incidents.",
                        uri -> api.get(List.of("api", "incidents"), Map.of("status", "open", "limit", "50"))));
    }

    List<SyncResourceTemplateSpecification> templates() {
        return List.of(
                template(
                        DEVICE + "{clientId}",
                        "device",
                        "The story of one device; its client id is percent-encoded.",
                        uri -> ReadingTools.story(
                                api.get(List.of("api", "devices", last(uri, DEVICE), "explain"), Map.of()))),
                template(
                        INCIDENT + "{incidentId}",
                        "incident",
                        "One incident.",
                        uri -> api.get(List.of("api", "incidents", last(uri, INCIDENT)), Map.of())));
    }

    private static SyncResourceSpecification fixed(String uri, String name, String description, Reading reading) {
        return new SyncResourceSpecification(
                Resource.builder(uri, name)
                        .description(description)
                        .mimeType(JSON)
                        .build(),
                (context, request) -> read(request.uri(), reading));
    }

    private static SyncResourceTemplateSpecification template(
            String uri, String name, String description, Reading reading) {
        return new SyncResourceTemplateSpecification(
                ResourceTemplate.builder(uri, name)
                        .description(description)
                        .mimeType(JSON)
                        .build(),
                (context, request) -> read(request.uri(), reading));
    }

    private static ReadResourceResult read(String uri, Reading reading) {
        try {
            return ReadResourceResult.builder(
                            List.of(TextResourceContents.builder(uri, AnswerText.of(reading.from(uri)))
                                    .mimeType(JSON)
                                    .build()))
                    .build();
        } catch (FleetApi.Refused | IllegalArgumentException e) {
            throw McpError.builder(ErrorCodes.RESOURCE_NOT_FOUND)
                    .message(Printable.line(e.getMessage()))
                    .build();
        }
    }

    private static String last(String uri, String before) {
        // The decoder is meant for forms, where '+' is a space; in an address it is literal.
        return URLDecoder.decode(uri.substring(before.length()).replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
