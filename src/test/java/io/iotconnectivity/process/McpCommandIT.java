package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Note;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.web.Served;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command mcp as assistants use it: the client of the protocol's own SDK talks to the process. */
class McpCommandIT {
    private static final String TOKEN = "0123456789abcdef";
    private static final Duration WAIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @AutoClose
    private final Served served = Served.guardedBy(TOKEN);

    @BeforeEach
    void fill() {
        served.engine.listed.devices.add(Served.device("site/pump 7", Verdict.OFFLINE));
        served.engine.listed.incidents.add(Served.incident("I1", IncidentKind.DEVICE, Severity.WARNING));
        served.engine.openForNotes.add("I1");
    }

    @Test
    void clientThatStartsItAsksOverItsStandardStreams() throws Exception {
        List<String> command = command("--allow-writes");
        StdioClientTransport transport = new StdioClientTransport(
                ServerParameters.builder(command.get(0))
                        .args(command.subList(1, command.size()))
                        .build(),
                mapper());

        try (McpSyncClient client = client(transport)) {
            asks(client);
            call(client, "acknowledge_incident", Map.of("incident_id", "I1", "text", "on my way"));
        }

        assertThat(served.engine.notes)
                .extracting(Note::sentence)
                .containsExactly(System.getProperty("user.name") + " (MCP) acknowledged it: on my way");
    }

    @Test
    void clientsAskOverHttp() throws Exception {
        Process process = new ProcessBuilder(command("--http", "127.0.0.1:0"))
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .start();
        try (BufferedReader err = process.errorReader()) {
            String line = err.readLine();
            assertThat(line).startsWith("Listening on http://127.0.0.1:").endsWith("/mcp");
            McpClientTransport transport = HttpClientStreamableHttpTransport.builder(
                            line.substring("Listening on ".length(), line.length() - "/mcp".length()))
                    .jsonMapper(mapper())
                    .requestBuilder(HttpRequest.newBuilder().header("Authorization", "Bearer " + TOKEN))
                    .build();
            try (McpSyncClient client = client(transport)) {
                asks(client);
            }
        } finally {
            process.destroy();
        }
        assertThat(process.waitFor()).isIn(0, 143);
    }

    private void asks(McpSyncClient client) {
        McpSchema.InitializeResult met = client.initialize();
        assertThat(met.protocolVersion()).isEqualTo("2025-11-25");
        assertThat(met.serverInfo().name()).isEqualTo("iot-connectivity");
        assertThat(client.listTools().tools())
                .extracting(McpSchema.Tool::name)
                .contains("list_devices", "explain_device", "list_incidents", "availability_report");
        assertThat(call(client, "list_devices", Map.of("state", "OFFLINE"))).contains("\"clientId\":\"site/pump 7\"");
        assertThat(call(client, "explain_device", Map.of("client_id", "site/pump 7")))
                .contains("\"state\":\"OFFLINE\"");
        assertThat(call(client, "list_incidents", Map.of("status", "open"))).contains("pump-7 is OFFLINE");
        assertThat(call(client, "explain_device", Map.of("client_id", "nobody")))
                .isEqualTo("this device has never been seen");
        assertThat(client.readResource(
                                McpSchema.ReadResourceRequest.builder("iot-connectivity://devices/site%2Fpump%207")
                                        .build())
                        .contents()
                        .toString())
                .contains("OFFLINE");
    }

    private static String call(McpSyncClient client, String tool, Map<String, Object> arguments) {
        return ((TextContent) client.callTool(CallToolRequest.builder(tool)
                                .arguments(arguments)
                                .build())
                        .content()
                        .get(0))
                .text();
    }

    private static McpSyncClient client(McpClientTransport transport) {
        return McpClient.sync(transport)
                .requestTimeout(WAIT)
                .initializationTimeout(WAIT)
                .jsonSchemaValidator((schema, content) -> JsonSchemaValidator.ValidationResponse.asValid(null))
                .build();
    }

    private static JacksonMcpJsonMapper mapper() {
        return new JacksonMcpJsonMapper(new ObjectMapper());
    }

    private List<String> command(String... options) throws IOException {
        Path settings = Files.writeString(
                directory.resolve("product.properties"),
                "http.host = 127.0.0.1\nhttp.port = " + served.port() + "\nhttp.token = " + TOKEN + "\n");
        List<String> command = new ArrayList<>(ProductCommand.of());
        command.addAll(List.of("mcp", "--config", settings.toString()));
        command.addAll(List.of(options));
        return command;
    }
}
