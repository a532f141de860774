package io.iotconnectivity.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.iotconnectivity.aws.connectivity.Disconnector;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.delivery.Telling;
import io.iotconnectivity.delivery.Unread;
import io.iotconnectivity.engine.Cluster;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.network.NetworkSettings;
import io.iotconnectivity.network.Networks;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Enquiry;
import io.iotconnectivity.presence.Findings;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.report.Kept;
import io.iotconnectivity.report.KeptReports;
import io.iotconnectivity.report.SloWatch;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Overlay;
import io.iotconnectivity.webhook.inbound.InboundHook;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** The HTTP interface on a free port, over an engine that the test fills and looks at. */
public final class Served implements AutoCloseable {
    /** Now, for the interface. */
    public static final Instant NOW = Instant.parse("2026-11-23T14:02:41Z");

    /** Networks of which only the prefix is known. */
    static final Networks NO_FILES = new Networks(new NetworkSettings(24, Optional.empty(), Optional.empty()));

    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    public final RecordingEngine engine = new RecordingEngine();
    /** Which events the sinks are set to get. */
    volatile Optional<String> listingProblem = Optional.empty();

    public volatile Function<String, Predicate<Event>> wants = sink -> event -> true;

    /** When the sinks are told. */
    public volatile Function<String, Telling> telling = sink -> Telling.AT_ONCE;

    /** What the account check does. */
    public volatile Function<Consumer<List<CheckedItem>>, List<CheckedItem>> accountCheck = progress -> List.of();

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Backend facts;
    private final Optional<KeptReports> reports;
    public final Optional<SloWatch> slos;
    private final WebServer server;

    private Served(HttpSettings settings) {
        this(settings, ConnectionLimits.STANDARD);
    }

    private Served(HttpSettings settings, ConnectionLimits limits) {
        this(settings, limits, Optional.empty(), List.of(), Optional.empty());
    }

    private Served(
            HttpSettings settings,
            ConnectionLimits limits,
            Optional<Path> reportsIn,
            List<InboundHook> hooks,
            Optional<Disconnector> disconnector) {
        reports = reportsIn.map(folder -> KeptReports.open(folder, () -> engine.listed, CLOCK));
        slos = reports.map(kept -> new SloWatch(kept.slos(), engine, CLOCK, new SimpleMeterRegistry()));
        facts = new Backend(
                engine,
                sink -> wants.apply(sink),
                sink -> telling.apply(sink),
                () -> true,
                List::of,
                Optional::empty,
                () -> listingProblem,
                () -> "",
                Optional::empty,
                Optional::empty,
                List::of,
                progress -> accountCheck.apply(progress),
                Duration.ofMinutes(5),
                DeviceClasses.none(Policy.defaults()),
                new CloudEvents("iot-connectivity/test"),
                new Kept(reports.map(KeptReports::reports), slos, Optional::empty),
                disconnector,
                NO_FILES,
                hooks,
                "1.2.3",
                NOW);
        try {
            server = WebServer.start(settings, facts, CLOCK, new HttpMeters(meters), limits);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Served start() {
        return new Served(direct(Optional.empty(), 100_000));
    }

    /** With reports on availability, whose file is in that folder. */
    public static Served reporting(Path folder) {
        return new Served(
                direct(Optional.empty(), 100_000),
                ConnectionLimits.STANDARD,
                Optional.of(folder),
                List.of(),
                Optional.empty());
    }

    /** Where devices may be disconnected. */
    static Served disconnecting(Disconnector disconnector) {
        return new Served(
                direct(Optional.empty(), 100_000),
                ConnectionLimits.STANDARD,
                Optional.empty(),
                List.of(),
                Optional.of(disconnector));
    }

    /** The reports of an interface that has them. */
    public KeptReports reports() {
        return reports.orElseThrow();
    }

    /** With a token, and webhooks whose receivers may report. */
    static Served guardedBy(String token, List<InboundHook> hooks) {
        return new Served(
                direct(Optional.of(token), 100_000),
                ConnectionLimits.STANDARD,
                Optional.empty(),
                hooks,
                Optional.empty());
    }

    public static Served guardedBy(String token) {
        return guardedBy(token, 100_000);
    }

    static Served guardedBy(String token, int requestsPerSecond) {
        return new Served(direct(Optional.of(token), requestsPerSecond));
    }

    public static Served limitedTo(int requestsPerSecond) {
        return new Served(direct(Optional.empty(), requestsPerSecond));
    }

    static Served within(ConnectionLimits limits) {
        return new Served(direct(Optional.empty(), 100_000), limits);
    }

    /** With a proxy on this machine that speaks for many. */
    static Served behindProxyWithin(ConnectionLimits limits) {
        return new Served(
                new HttpSettings(
                        "127.0.0.1",
                        0,
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        TrustedProxies.of(List.of("127.0.0.1")),
                        100_000),
                limits);
    }

    /** With a proxy before it, whose address is this machine's. */
    static Served behind(String publicUrl, Optional<String> token, int requestsPerSecond) {
        return new Served(new HttpSettings(
                "127.0.0.1",
                0,
                true,
                token,
                Optional.of(PublicUrl.of(publicUrl)),
                TrustedProxies.of(List.of("127.0.0.1")),
                requestsPerSecond));
    }

    private static HttpSettings direct(Optional<String> token, int requestsPerSecond) {
        return HttpSettings.direct("127.0.0.1", 0, true, token, requestsPerSecond);
    }

    public int port() {
        return server.port();
    }

    /** A device of which only the state is known. */
    public static Presence device(String client, Verdict state) {
        return device(client, state, List.of());
    }

    /** A device that lacks these subscriptions. */
    public static Presence device(String client, Verdict state, List<String> missing) {
        return new Presence(
                new ClientId(client),
                state,
                Optional.of(NOW),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                false,
                Enquiry.NONE,
                new Findings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), missing),
                Optional.empty(),
                Optional.empty(),
                missing.isEmpty() ? Set.of() : Set.of(Overlay.DEAF),
                Optional.empty(),
                3,
                NOW);
    }

    public static IncidentData incident(String id, IncidentKind kind, Severity severity) {
        return incident(id, "pump-7 is OFFLINE", kind, severity);
    }

    static IncidentData incident(String id, String title, IncidentKind kind, Severity severity) {
        return new IncidentData(
                id,
                kind.word() + "/pump-7",
                kind,
                IncidentStatus.OPEN,
                Optional.of(severity),
                title,
                NOW,
                Optional.of(NOW.minusSeconds(30)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                1,
                List.of("pump-7"),
                Optional.empty(),
                Optional.of("CONNECTION_LOST"),
                Optional.empty(),
                1);
    }

    /** Three instances: one with a view that leads, one whose view is being built, and one without. */
    public static Cluster cluster() {
        return new Cluster(
                NOW,
                "node-1",
                List.of(
                        new Cluster.Stage("devices", 12, 1, Optional.of(1_234L)),
                        new Cluster.Stage("incidents", 1, 0, Optional.empty())),
                List.of(
                        instance("node-1", false, true, Optional.of(5_678L), List.of(0, 1, 2, 3, 7), List.of()),
                        instance("node-2", true, true, Optional.of(0L), List.of(4, 5, 6), List.of(0)),
                        instance("node-3", false, false, Optional.empty(), List.of(8, 9, 10), List.of())));
    }

    private static Cluster.Instance instance(
            String name,
            boolean leads,
            boolean view,
            Optional<Long> viewLag,
            List<Integer> devices,
            List<Integer> incidents) {
        return new Cluster.Instance(
                name,
                Optional.of(NOW.minusSeconds(600)),
                Optional.of("10.0.0.1"),
                leads,
                view,
                viewLag,
                incidents.isEmpty() ? Map.of("devices", devices) : Map.of("devices", devices, "incidents", incidents),
                Map.of("log", devices, "webhook-desk", devices));
    }

    public static SinkStatus sink(String name, boolean active, Optional<String> gone) {
        return sink(name, active, 1, 0, Optional.empty(), gone);
    }

    public static SinkStatus waiting(String name, long waiting, String lastError) {
        Optional<Instant> never = Optional.empty();
        return new SinkStatus(
                name, true, 0, 1, waiting, 0, 0, never, Optional.of(lastError), never, never, Optional.empty(), 0);
    }

    public static SinkStatus unread(String name, Unread unread) {
        Optional<Instant> never = Optional.empty();
        return new SinkStatus(
                name,
                true,
                0,
                0,
                1,
                0,
                0,
                never,
                Optional.empty(),
                never,
                never,
                Optional.empty(),
                0,
                Optional.of(unread));
    }

    public static SinkStatus delivering(String name, long delivered) {
        return sink(name, true, delivered, 0, Optional.empty(), Optional.empty());
    }

    public static SinkStatus failing(String name, long failures, String lastError) {
        return sink(name, true, 1, failures, Optional.of(lastError), Optional.empty());
    }

    private static SinkStatus sink(
            String name,
            boolean active,
            long delivered,
            long failures,
            Optional<String> lastError,
            Optional<String> gone) {
        Optional<Instant> never = Optional.empty();
        return new SinkStatus(name, active, delivered, failures, 0, 0, 0, never, lastError, never, never, gone, 0);
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    /** With the JSON, or, if it is empty, without a body. */
    HttpResponse<String> post(String path, String json) throws Exception {
        return send(
                json.isEmpty()
                        ? request(path).POST(HttpRequest.BodyPublishers.noBody())
                        : request(path)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    HttpResponse<String> delete(String path) throws Exception {
        return send(request(path).DELETE());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.address() + path));
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    @Override
    public void close() {
        server.close();
        reports.ifPresent(KeptReports::close);
    }
}
