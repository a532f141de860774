package io.iotconnectivity.bench;

import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.EngineKind;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.ViewUnavailable;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.kafka.view.ViewFeed;
import io.iotconnectivity.engine.sqlite.SqliteEngine;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.thread.NamedThread;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs one engine, which takes in signals as fast as it can: {@code port directory} for the embedded one, {@code port
 * directory brokers installation} for a node of the one on Kafka. Sinks and view run when they are told to.
 */
final class EngineProgram {
    /** The thread that hands the engine its signals. */
    static final String FEEDER = "feeder";

    /** The sink that can be attached. */
    static final String SINK = "bench";

    private static final int CONCURRENCY = 8;
    private static final ClientId NOBODY = new ClientId("nobody");
    private static final CloudEvents EVENTS = new CloudEvents("iot-connectivity/bench");

    private final Path directory;
    private final Engine engine;
    /** Null for the embedded engine. */
    private final ClusterSettings cluster;

    private final AtomicLong durable = new AtomicLong();
    private final AtomicLong feeding = new AtomicLong();
    private List<Signal> signals = List.of();
    private ViewFeed view;

    private EngineProgram(Path directory, Engine engine, ClusterSettings cluster) {
        this.directory = directory;
        this.engine = engine;
        this.cluster = cluster;
    }

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[1]);
        EngineProgram program = args.length == 2 ? embedded(directory) : onKafka(directory, args[2], args[3]);
        new ProgramPort(Integer.parseInt(args[0]))
                .on("prepare", program::prepare)
                .on("feed", none -> program.feed())
                .on("durable", none -> program.durable.toString())
                .on("threads", none -> program.threads())
                .on("attach", none -> program.attach())
                .on("detach", none -> program.detach())
                .on("view", none -> program.openView())
                .on("seen", none -> Boolean.toString(program.hasSeenAll()))
                .on("close-view", none -> program.closeView())
                .open();
    }

    private static EngineProgram embedded(Path directory) {
        EngineSettings usual = EngineSettings.of(directory.resolve("connectivity.db"));
        Engine engine = SqliteEngine.open(
                new EngineSettings(usual.file(), usual.history(), usual.inbox(), usual.deadLetters(), Duration.ZERO),
                ClusterSetUp.rules(),
                ClusterSetUp.incidents(),
                EVENTS,
                Clock.systemUTC(),
                new SimpleMeterRegistry());
        return new EngineProgram(directory, engine, null);
    }

    private static EngineProgram onKafka(Path directory, String servers, String installation) {
        ClusterSettings settings = ClusterSetUp.settings(servers, installation, directory);
        return new EngineProgram(directory, ClusterSetUp.node(settings), settings);
    }

    /** Makes up devices that connect, drop and return: {@code name,devices}. */
    private String prepare(String fleet) {
        String[] parts = fleet.split(",");
        int devices = Integer.parseInt(parts[1]);
        signals = ClusterSetUp.signals(parts[0], devices);
        return "";
    }

    private String feed() {
        List<Signal> all = signals;
        NamedThread.daemon(FEEDER, () -> {
                    all.forEach(signal -> engine.accept(signal).thenRun(durable::incrementAndGet));
                    feeding.addAndGet(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
                })
                .start();
        return "";
    }

    /** Nanoseconds of CPU by thread. */
    private String threads() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        StringBuilder lines = new StringBuilder(FEEDER + "\t" + feeding + "\n");
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null) {
                lines.append(thread.getThreadName())
                        .append('\t')
                        .append(Math.max(0, threads.getThreadCpuTime(thread.getThreadId())))
                        .append('\n');
            }
        }
        return lines.toString();
    }

    private String attach() {
        Sink sink = new Sink(SINK, event -> true, 10, CONCURRENCY, Optional.empty());
        engine.attach(sink, (events, attempt, receipt) -> Receipt.NONE);
        return "";
    }

    private String detach() {
        engine.detach(SINK);
        return "";
    }

    private String openView() {
        EngineSettings usual = EngineSettings.of(directory.resolve("view.db"));
        view = ViewFeed.start(
                cluster,
                new EngineSettings(
                        EngineKind.KAFKA,
                        usual.file(),
                        usual.history(),
                        usual.inbox(),
                        usual.deadLetters(),
                        Duration.ZERO),
                ClusterSetUp.incidents(),
                EVENTS,
                Clock.systemUTC(),
                new SimpleMeterRegistry(),
                Map::of);
        return "";
    }

    private boolean hasSeenAll() {
        try {
            view.ledger().device(NOBODY);
            return true;
        } catch (ViewUnavailable e) {
            return false;
        }
    }

    private String closeView() {
        view.close();
        return "";
    }
}
