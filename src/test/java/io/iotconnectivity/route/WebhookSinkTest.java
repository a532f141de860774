package io.iotconnectivity.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.secret.Seal;
import io.iotconnectivity.webhook.WebhookSettings;
import io.iotconnectivity.webhook.Webhooks;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ExchangeBuilder;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookSinkTest {
    @TempDir
    Path directory;

    @Test
    void shippedRoutePostsAndKeepsReceiptAndAnswer() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", request -> {
            request.getRequestBody().readAllBytes();
            byte[] answer = "thanks".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            request.sendResponseHeaders(200, answer.length);
            request.getResponseBody().write(answer);
            request.close();
        });
        server.start();
        try (DefaultCamelContext context = new DefaultCamelContext();
                Webhooks webhooks =
                        new Webhooks(List.of(webhook(server.getAddress().getPort())), Clock.systemUTC())) {
            context.getRegistry().bind("webhooks", new WebhookSink(webhooks, Seal.by(directory.resolve("key"))));
            load(context, "src/main/routes/route-configuration.camel.yaml");
            load(context, "src/main/routes/sink-webhook.camel.yaml");
            context.start();
            TemplatedRouteBuilder.builder(context, "sink-webhook")
                    .routeId("sink-webhook-desk")
                    .parameter("name", "desk")
                    .add();

            Exchange result = context.createProducerTemplate()
                    .send(
                            "direct:sink-webhook-desk",
                            ExchangeBuilder.anExchange(context)
                                    .withHeader("ConnectivityEventId", "event-7")
                                    .withHeader("ConnectivityAttempt", 2)
                                    .withBody("{\"id\":\"a ${body} 'quoted'\"}")
                                    .build());

            assertThat(result.getException()).isNull();
            assertThat(result.getProperty(SinkDelivery.ANSWER)).isEqualTo("200: thanks");
            String receipt = result.getProperty(SinkDelivery.RECEIPT, String.class);
            assertThat(receipt).as("what the store keeps").doesNotContain("127.0.0.1", "/hook");
            assertThat(Seal.by(directory.resolve("key")).opened(receipt))
                    .hasValueSatisfying(opened -> assertThat(opened).contains("http://127.0.0.1:"));
        } finally {
            server.stop(0);
        }
    }

    private static void load(DefaultCamelContext context, String file) throws Exception {
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.resolveResource(context, "file:" + Path.of(file)));
    }

    private static WebhookSettings webhook(int port) {
        return new WebhookSettings(
                "desk",
                URI.create("http://127.0.0.1:" + port + "/hook"),
                WebhookSettings.CLOUDEVENTS,
                Map.of(),
                List.of(),
                List.of("*"),
                Severity.INFO,
                Map.of(),
                true,
                Duration.ofSeconds(3),
                Duration.ofSeconds(10));
    }
}
