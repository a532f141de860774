package io.iotconnectivity.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.iotconnectivity.aws.DynamoRows;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import io.iotconnectivity.sandbox.aws.Fault;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The examples of docs/enrichment.md; that of a file is in {@link OwnEnrichTest}. */
class ExampleRoutesTest {
    private static final String HOSTILE = "x' or '1'='1\r\nHost: evil";

    @TempDir
    private Path folder;

    @Test
    void assetDatabaseIsAskedOverHttpAboutSeveralDevicesAtATime() throws Exception {
        AtomicReference<String> asked = new AtomicReference<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/devices/search", exchange -> {
            asked.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] answer =
                    "{\"pump-7\":{\"site\":\"Oslo\",\"racks\":2},\"pump-8\":null}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/devices/search?httpMethod=POST";
        try (AskedRoute route = AskedRoute.of("examples/routes/enrich-assets.camel.yaml")
                .with("enrich.assets.host", "assets.example.com")
                .replacing("ask-asset-database", address)
                .start()) {
            assertThat(route.told(List.of("pump-7", "pump-8", HOSTILE)))
                    .containsEntry("pump-7", Map.of("site", "Oslo", "racks", "2"))
                    .containsEntry("pump-8", Map.of())
                    .containsEntry(HOSTILE, Map.of());
            assertThat(new ObjectMapper().readValue(asked.get(), String[].class))
                    .contains(HOSTILE);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void tableOfDynamoDbIsReadByKeysAndAgainIfItIsBusy() throws Exception {
        AwsEndpoint aws = AwsEndpoint.start(0);
        aws.dynamoDb().createTable("things", "clientId");
        aws.dynamoDb().putItem("things", Map.of("clientId", "pump-7", "site", "Oslo", "firmware", "2.3"));
        aws.dynamoDb().putItem("things", Map.of("clientId", HOSTILE, "site", "Bergen"));
        aws.faults().next("dynamodb", "BatchGetItem", Fault.failEntries(3), 1);
        DynamoDbClient client = DynamoDbClient.builder()
                .endpointOverride(aws.uri())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                .build();
        List<String> asked = new ArrayList<>(List.of("pump-7", HOSTILE));
        IntStream.range(0, 120).forEach(n -> asked.add("unknown-" + n));

        try (AskedRoute route = AskedRoute.of("examples/routes/enrich-things.camel.yaml")
                .with("enrich.things.table", "things")
                .binding("dynamoDbRows", new DynamoRows(() -> client))
                .start()) {
            Map<String, Map<String, String>> told = route.told(asked);

            assertThat(told)
                    .hasSize(122)
                    .containsEntry("pump-7", Map.of("site", "Oslo", "firmware", "2.3"))
                    .containsEntry(HOSTILE, Map.of("site", "Bergen"))
                    .containsEntry("unknown-119", Map.of());
        } finally {
            client.close();
            aws.close();
        }
    }

    @Test
    void databaseIsAskedInOneStatementThatNoClientIdCanChange() throws Exception {
        String url = "jdbc:sqlite:" + folder.resolve("owners.db");
        try (Connection database = DriverManager.getConnection(url);
                Statement statement = database.createStatement()) {
            statement.execute("create table device (client_id text, owner text, firmware text)");
            statement.execute("insert into device values ('pump-7', 'Kari', '2.3'), ('pump-8', 'Ola', null)");
        }

        try (AskedRoute route = AskedRoute.of("examples/routes/enrich-owners.camel.yaml")
                .with("enrich.owners.url", url)
                .start()) {
            assertThat(route.told(List.of("pump-7", "pump-8", HOSTILE)))
                    .containsEntry("pump-7", Map.of("owner", "Kari", "firmware", "2.3"))
                    .containsEntry("pump-8", Map.of("owner", "Ola"))
                    .containsEntry(HOSTILE, Map.of());
        }
    }
}
