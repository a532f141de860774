package io.iotconnectivity.bench;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.EngineKind;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.Unreadable;
import io.iotconnectivity.engine.sqlite.SqliteEngine;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.incident.Grouping;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.sandbox.LifecycleEvent;
import io.iotconnectivity.sandbox.LifecycleEvent.Type;
import io.iotconnectivity.signal.ClientPattern;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs the engine for hours of simulated time and notes after each what it takes: {@code file figures hours}. The fleet
 * is of {@value #DEVICES} devices, of which a hundred a second drop. Most are back before their grace is over, one in
 * twenty is not, and each hour a site is lost as a whole. Now and then a message cannot be read.
 */
final class SoakedStore {
    static final int DEVICES = 100_000;
    static final int EVENTS_PER_SECOND = 200;
    static final Duration KEPT = Duration.ofHours(2);

    private static final int SITE = 100;
    private static final int SHORT_OUTAGE = 10;
    private static final int LONG_OUTAGE = 120;
    private static final int ONE_IN = 20;
    private static final int SECONDS_PER_HOUR = 3600;
    private static final int CONNECTING_PER_SECOND = 1_000;
    private static final int SECONDS_PER_UNREADABLE = 10;
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    private final HandClock clock = new HandClock(START);
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicLong delivered = new AtomicLong();
    private final long[] connections = new long[DEVICES];
    private final boolean[] away = new boolean[DEVICES];
    /** The devices that are back in so many seconds. */
    private final List<Deque<Integer>> returning = new ArrayList<>();

    private int nextDevice;
    private long drops;
    private long events;

    private SoakedStore() {
        for (int second = 0; second <= LONG_OUTAGE; second++) {
            returning.add(new ArrayDeque<>());
        }
    }

    public static void main(String[] args) throws Exception {
        new SoakedStore().run(Path.of(args[0]), Path.of(args[1]), Integer.parseInt(args[2]));
    }

    private void run(Path file, Path figures, int hours) throws IOException {
        try (Engine engine = SqliteEngine.open(
                new EngineSettings(EngineKind.EMBEDDED, file, KEPT, KEPT, KEPT, Duration.ofSeconds(5)),
                new PresenceMachine(Policy.defaults())::step,
                IncidentRules.of(new IncidentMachine(IncidentPolicy.defaults()
                        .groupedBy(Grouping.byClientId(ClientPattern.of("(?<group>s[0-9]+)-.*"))))),
                new CloudEvents("iot-connectivity/bench"),
                clock,
                meters)) {
            engine.attach(
                    new Sink("soak", event -> event.type() != EventType.DEVICE_SIGNAL, 5, 4, Optional.empty()),
                    (batch, attempt, receipt) -> {
                        delivered.addAndGet(batch.size());
                        return Receipt.NONE;
                    });
            Progress.say("simulating %d hours", hours);
            connectAll(engine);
            for (int hour = 1; hour <= hours; hour++) {
                long began = System.nanoTime();
                long before = events;
                for (int second = 0; second < SECONDS_PER_HOUR; second++) {
                    second(engine, second);
                }
                note(engine, file, figures, hour, (events - before) * 1e9 / (System.nanoTime() - began));
            }
        }
    }

    private void connectAll(Engine engine) {
        List<CompletableFuture<Void>> accepted = new ArrayList<>();
        for (int device = 0; device < DEVICES; device++) {
            accepted.add(accept(engine, device, Type.CONNECTED));
            if (accepted.size() == CONNECTING_PER_SECOND) {
                finish(accepted);
            }
        }
        finish(accepted);
    }

    private void second(Engine engine, int second) {
        List<CompletableFuture<Void>> accepted = new ArrayList<>();
        Deque<Integer> back = returning.remove(0);
        returning.add(new ArrayDeque<>());
        for (int device : back) {
            away[device] = false;
            connections[device]++;
            accepted.add(accept(engine, device, Type.CONNECTED));
        }
        if (second == 0) {
            int site = nextDevice / SITE * SITE;
            for (int device = site; device < site + SITE; device++) {
                drop(engine, device, LONG_OUTAGE, accepted);
            }
        }
        for (int i = 0; i < EVENTS_PER_SECOND / 2; i++) {
            drop(engine, nextDevice, drops % ONE_IN == 0 ? LONG_OUTAGE : SHORT_OUTAGE, accepted);
            // Neighbours do not drop one after the other: that would be a storm of their site.
            nextDevice = (nextDevice + SITE + 1) % DEVICES;
        }
        if (second % SECONDS_PER_UNREADABLE == 0) {
            byte[] payload = ("{\"eventType\":\"connected\",\"at\":" + events + "}").getBytes(StandardCharsets.UTF_8);
            accepted.add(engine.keep(new Unreadable(
                    "presence",
                    "$aws/events/presence/connected/x",
                    payload,
                    payload.length,
                    "unreadable",
                    clock.instant())));
        }
        finish(accepted);
    }

    private void drop(Engine engine, int device, int seconds, List<CompletableFuture<Void>> accepted) {
        if (!away[device]) {
            away[device] = true;
            drops++;
            returning.get(seconds - 1).add(device);
            accepted.add(accept(engine, device, Type.DISCONNECTED));
        }
    }

    private CompletableFuture<Void> accept(Engine engine, int device, Type type) {
        events++;
        String clientId = String.format(Locale.ROOT, "s%03d-device-%06d", device / SITE, device);
        boolean connects = type == Type.CONNECTED;
        return engine.accept(Signals.of(new LifecycleEvent(
                type,
                clientId,
                Optional.of(clientId),
                clock.instant(),
                "session-" + device + '-' + connections[device],
                HexFormat.of().toHexDigits((device + 1) * 0x9E3779B97F4A7C15L).repeat(4),
                connects ? Optional.of("192.0.2." + device % 256) : Optional.empty(),
                OptionalLong.of(connections[device]),
                connects ? Optional.empty() : Optional.of("CONNECTION_LOST"))));
    }

    /** All of a second is durable before the next one begins. */
    private void finish(List<CompletableFuture<Void>> accepted) {
        CompletableFuture.allOf(accepted.toArray(CompletableFuture<?>[]::new))
                .orTimeout(5, TimeUnit.MINUTES)
                .join();
        accepted.clear();
        clock.advance(Duration.ofSeconds(1));
    }

    private void note(Engine engine, Path file, Path figures, int hour, double perSecond) throws IOException {
        // As somebody would ask meanwhile, and so that what is only computed then is counted too.
        meters.scrape();
        engine.ledger().sinks();
        long heap = usedHeap();
        Path log = file.resolveSibling(file.getFileName() + "-wal");
        long size = Files.size(file) + (Files.exists(log) ? Files.size(log) : 0);
        Files.writeString(figures, heap + " " + size + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Progress.say(
                "simulated hour %d: %,d events, %,d delivered, heap %.1f MB, file %.1f MB; %,.0f events/s",
                hour, events, delivered.get(), heap / 1048576.0, size / 1048576.0, perSecond);
    }

    private static long usedHeap() {
        // The second run frees what the first has only found unreachable.
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
