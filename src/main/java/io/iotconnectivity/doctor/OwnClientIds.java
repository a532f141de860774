package io.iotconnectivity.doctor;

import io.iotconnectivity.aws.AwsClients;
import io.iotconnectivity.aws.connectivity.ConnectionLookup;
import io.iotconnectivity.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Checks whether another instance uses our client ids: the two would disconnect each other forever, and lose events
 * meanwhile.
 */
final class OwnClientIds implements Check {
    private static final Duration ANSWER = Duration.ofSeconds(6);

    private final Features features;
    private final AwsClients aws;

    OwnClientIds(Features features, AwsClients aws) {
        this.features = features;
        this.aws = aws;
    }

    @Override
    public String name() {
        return "own client ids";
    }

    @Override
    public boolean isUsed() {
        return features.aws() && !features.sources().isEmpty();
    }

    @Override
    public List<Finding> look() {
        String stem = features.settings().mqtt().clientId();
        List<String> connected;
        try (ConnectionLookup lookup = new ConnectionLookup(aws)) {
            connected = features.sources().stream()
                    .map(source -> stem + "-" + source.name())
                    .filter(id -> Unanswered.ask("iot:GetConnection", () -> lookup.isConnected(id, ANSWER)))
                    .toList();
        }
        if (connected.isEmpty()) {
            return List.of(Finding.ok(name(), "nobody is connected as " + stem + "-…"));
        }
        String ids = connected.stream().collect(Collectors.joining(", "));
        return List.of(
                productRunsHere()
                        ? Finding.ok(name(), ids + " connected, and the product runs on this machine")
                        : Finding.warning(
                                name(),
                                ids
                                        + " connected from elsewhere; if started here too, the two would disconnect each other",
                                "set another mqtt.client-id here, unless this instance is to replace it"));
    }

    /** Assumes that whatever answers at the configured HTTP address is the product. */
    private boolean productRunsHere() {
        Settings settings = features.settings();
        String host = settings.http().host().equals("0.0.0.0")
                ? "127.0.0.1"
                : settings.http().host();
        URI health = URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + settings.http().port() + "/observe/health");
        try {
            HttpClient.newBuilder()
                    .connectTimeout(ANSWER)
                    .build()
                    .send(
                            HttpRequest.newBuilder(health).timeout(ANSWER).build(),
                            HttpResponse.BodyHandlers.discarding());
            return true;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
