package io.iotconnectivity;

import io.iotconnectivity.cli.CannotStart;
import io.iotconnectivity.route.RouteFolders;
import io.iotconnectivity.settings.Settings;
import io.iotconnectivity.settings.SettingsLoader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Starts the product in isolation and stops it, so that the JVM can archive the classes that a start needs. The
 * machine's settings, routes, state, broker and account are left alone.
 */
public final class Rehearsal {
    /** Where nobody listens: refused at once. */
    private static final String NOBODY = "127.0.0.1:9";

    private Rehearsal() {}

    public static void main(String[] args) throws IOException {
        // The SDK looks here first.
        System.setProperty("aws.endpointUrl", "http://" + NOBODY);
        System.setProperty("aws.accessKeyId", "nobody");
        System.setProperty("aws.secretAccessKey", "nothing");
        Path directory = Files.createTempDirectory("iot-connectivity-rehearsal-");
        int status;
        try {
            status = App.execute(
                    new String[] {"run"},
                    new SettingsLoader(directory, Map.of(), settings(directory)),
                    loaded -> rehearse(loaded, directory));
        } finally {
            delete(directory);
        }
        System.exit(status);
    }

    private static Properties settings(Path directory) {
        Properties given = new Properties();
        given.setProperty("mqtt.url", "ssl://" + NOBODY);
        given.setProperty("http.port", "0");
        given.setProperty("engine.file", directory.resolve("connectivity.db").toString());
        for (String sink : List.of("dynamodb", "sns", "shadow")) {
            given.setProperty("sink." + sink + ".enabled", "true");
        }
        given.setProperty("sink.sns.topic-arn", "arn:aws:sns:us-east-1:000000000000:nobody");
        given.setProperty("webhook.nobody.url", "http://" + NOBODY);
        given.setProperty("webhook.nobody.allow-private", "true");
        given.setProperty("webhook.nobody.format", "slack");
        given.setProperty("webhook.nobody.options.channel", "nobody");
        given.setProperty("webhook.nobody.headers.Authorization", "nothing");
        return given;
    }

    private static void rehearse(Settings settings, Path directory) throws CannotStart {
        HttpClient http = HttpClient.newHttpClient();
        try (Monitor monitor = Monitor.start(settings, RouteFolders.ofJar(), Clock.systemUTC())) {
            for (String path : List.of("/", "/api/summary", "/api/devices", "/observe/health", "/observe/metrics")) {
                URI uri = URI.create("http://127.0.0.1:" + monitor.port() + path);
                http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());
            }
            CommandRehearsal.ask(directory, monitor.port());
        } catch (IOException e) {
            throw new CannotStart("the started application does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
