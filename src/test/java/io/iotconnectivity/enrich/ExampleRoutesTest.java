package io.iotconnectivity.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
