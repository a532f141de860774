package io.iotconnectivity.process;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;

/**
 * Takes the pictures of the dashboard that the documentation shows, from a sandbox that has run for a while: {@code Screenshots
 * http://127.0.0.1:8080 docs}. It waits for a storm. Of a cluster, it takes the one that shows the instances. The letters are those of the machine; with Debian's {@code fonts-inter} and
 * {@code fonts-jetbrains-mono} they are the same everywhere.
 */
public final class Screenshots {
    private static final Duration UNTIL_A_STORM = Duration.ofMinutes(15);
    private static final Duration UNTIL_DRAWN = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Browser browser;
    private final String base;
    private final Path folder;

    private Screenshots(Browser browser, String base, Path folder) {
        this.browser = browser;
        this.base = base;
        this.folder = folder;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path profile = Files.createTempDirectory("screenshots");
        try (Browser browser = Browser.start(profile)) {
            new Screenshots(browser, args[0], Files.createDirectories(Path.of(args[1]))).take();
        }
    }

    private void take() throws IOException, InterruptedException {
        if (ask("/api/cluster").path("engine").asText().equals("kafka")) {
            page("#/system", "cluster");
            return;
        }
        if (ask("/api/silences").path("total").asInt() == 0) {
            tell(
                    "/api/silences",
                    """
                    {"clients":"site-3-pump-.*","for":"2h","author":"anna","comment":"The pumps of site 3 are moved"}""");
        }
        tell("/api/account-check", "{}");
        browser.prefersDark(false);
        JsonNode storm = storm();
        // What is about the storm first: it may soon be over.
        page("#/", "overview");
        page("#/devices/" + encoded(storm.at("/devices/0").asText()), "device");
        page("#/incidents/" + storm.path("incidentId").asText(), "incident");
        page("#/devices?state=OFFLINE&sort=-since", "devices");
        page("#/devices?class=sleepers&sort=state", "classes");
        page("#/incidents", "incidents");
        browser.prefersDark(true);
        page("#/", "overview-dark");
        browser.prefersDark(false);
        page("#/report", "report");
        page("#/sinks", "sinks");
        page("#/system", "system");
        browser.size(375, 812);
        page("#/", "overview-phone");
        page("#/devices", "devices-phone");
    }

    /** An incident of a group, most of which is away now. */
    private JsonNode storm() {
        AtomicReference<JsonNode> found = new AtomicReference<>();
        await().atMost(UNTIL_A_STORM).pollInterval(Duration.ofSeconds(1)).until(() -> {
            for (JsonNode incident :
                    ask("/api/incidents?status=open&kind=group").path("items")) {
                if (2 * incident.path("downCount").asInt()
                        > incident.path("deviceCount").asInt()) {
                    found.set(incident);
                }
            }
            return found.get() != null;
        });
        return found.get();
    }

    private void page(String address, String name) throws IOException {
        browser.driver().get("about:blank");
        browser.driver().get(base + "/" + address);
        await().pollDelay(Duration.ofMillis(800))
                .atMost(UNTIL_DRAWN)
                .until(() -> browser.driver()
                                .findElements(By.cssSelector(".skeleton, .waiting, [aria-busy=true]"))
                                .isEmpty()
                        && !browser.driver().findElements(By.cssSelector("h1")).isEmpty());
        Files.write(
                folder.resolve("dashboard-" + name + ".png"), browser.driver().getScreenshotAs(OutputType.BYTES));
        browser.complaints().forEach(complaint -> System.err.println(name + ": " + complaint));
    }

    private JsonNode ask(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).build();
        return JSON.readTree(HTTP.send(request, BodyHandlers.ofString()).body());
    }

    private void tell(String path, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        HTTP.send(request, BodyHandlers.discarding());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
