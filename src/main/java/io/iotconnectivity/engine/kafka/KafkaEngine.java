package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.delivery.Delivery;
import io.iotconnectivity.delivery.DeliveryStore;
import io.iotconnectivity.delivery.Dispatcher;
import io.iotconnectivity.delivery.Forgotten;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.engine.Cluster;
import io.iotconnectivity.engine.Committed;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.Leadership;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.engine.Replayed;
import io.iotconnectivity.engine.SecondReading;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.StoreHealth;
import io.iotconnectivity.engine.Unreadable;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.Letter;
import io.iotconnectivity.engine.codec.LetterCodec;
import io.iotconnectivity.engine.health.LateSignals;
import io.iotconnectivity.engine.view.FleetView;
import io.iotconnectivity.event.Common;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.Note;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.incident.SloReading;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine of several nodes: everything that is durable is in Kafka. This node appends what comes in, processes its
 * share of the partitions, delivers its share of the events, and may lead.
 */
public final class KafkaEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaEngine.class);
    private static final LetterCodec LETTERS = new LetterCodec();
    private static final EventCodec EVENTS = new EventCodec();

    private final ClusterSettings settings;
    private final Parts parts;
    private final Clock clock;
    private final DeviceRecords signals = new DeviceRecords();
    private final SignalLog log;
    private final StageCommands told;
    private final StageClients stages;
    private final StageNode node;
    private final StageLags lags;
    private final AgreementCheck agreement;
    private final ClusterQuery cluster;
    private final DeadlineHolds holds;
    private final Optional<Leader> leader;
    private final Optional<NobodyLeads> nobodyLeads;
    private final Dispatcher dispatcher;
    private final FleetView view;
    private final LetterReplay letterReplay;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /** What the engine is given, so that it does not depend on how sinks and views are kept. */
    public interface Parts extends AutoCloseable {

        /**
         * Opens what delivery persists. The topics are there.
         *
         * @throws StoreException if it cannot be opened
         */
        DeliveryStore sinks();

        /** Why what sinks do is not saved, or they do nothing in a partition at present; empty if neither. */
        default Optional<String> problem() {
            return Optional.empty();
        }

        /** The key to what sinks have been answered; absent if none needs it. */
        default Optional<TicketKey> ticketKey() {
            return Optional.empty();
        }

        /** Tells from now on when there is something to deliver. */
        void whenGrown(Runnable wake);

        /**
         * Opens what queries are answered from.
         *
         * @param working the status of the sinks that this node delivers to
         */
        FleetView view(Supplier<Map<String, SinkStatus>> working);

        /** Closes the store of the sinks; the view closes itself. */
        @Override
        void close();
    }

    /**
     * Joins the nodes that share the devices.
     *
     * @param settle how long deadlines are held after the start
     * @throws StoreException if Kafka cannot be reached or is not set up as it has to be, or this node differs from the
     *     others where it must not; the message says what to do
     */
    public static KafkaEngine start(
            ClusterSettings settings,
            Duration settle,
            Rules rules,
            IncidentRules incidents,
            Parts parts,
            Clock clock,
            MeterRegistry meters) {
        ClusterTopics.Ready ready = new ClusterTopics(settings).prepare();
        return new KafkaEngine(settings, settle, rules, incidents, parts, ready, clock, meters);
    }

    private KafkaEngine(
            ClusterSettings settings,
            Duration settle,
            Rules rules,
            IncidentRules incidents,
            Parts parts,
            ClusterTopics.Ready ready,
            Clock clock,
            MeterRegistry meters) {
        this.settings = settings;
        this.parts = parts;
        this.clock = clock;
        try {
            lags = closing(new StageLags(settings));
            agreement = closing(new AgreementCheck(settings, parts.ticketKey(), lags.admin()));
            agreement.join();
            log = closing(SignalLog.open(settings));
            told = new StageCommands(settings, log, ready.partitions(), ready.shards(), this::ledger, clock);
            node = new StageNode(clock, StageClients.LOOKS);
            holds = closing(new DeadlineHolds(node, told::hold, clock));
            holdDeadlines("start", clock.instant().plus(settle));
            DeliveryStore sinks = parts.sinks();
            open.push(parts);
            dispatcher = closing(new Dispatcher(sinks, clock, meters));
            parts.whenGrown(dispatcher::wake);
            stages = closing(StageClients.start(settings, rules, incidents, node, ready.replicas()));
            view = closing(parts.view(dispatcher::status));
            letterReplay = closing(new LetterReplay(settings, dispatcher::attachedNames, view::letters));
            cluster = new ClusterQuery(
                    settings,
                    lags,
                    Map.of(StageClients.DEVICES, ready.partitions(), StageClients.INCIDENTS, ready.shards()),
                    clock);
            leader = settings.view()
                    ? Optional.of(closing(new Leader(settings, this::isAnswered, clock)))
                    : Optional.empty();
            nobodyLeads = settings.view()
                    ? Optional.empty()
                    : Optional.of(closing(
                            new NobodyLeads(() -> RunningNodes.members(lags.admin(), settings.leaderGroup()), clock)));
            holds.start();
            lags.start();
            agreement.start();
            leader.ifPresent(Leader::start);
            nobodyLeads.ifPresent(NobodyLeads::start);
            measure(meters);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private <T extends AutoCloseable> T closing(T opened) {
        open.push(opened);
        return opened;
    }

    private void measure(MeterRegistry meters) {
        for (String stage : List.of(StageClients.DEVICES, StageClients.INCIDENTS)) {
            Gauge.builder(
                            "iotc.stage.lag",
                            () -> lags.lag(stage).map(Long::doubleValue).orElse(Double.NaN))
                    .description("Records that a stage has yet to read, over all nodes")
                    .baseUnit("records")
                    .tag("stage", stage)
                    .register(meters);
            Gauge.builder("iotc.stage.assigned", () -> stages.partitions(stage))
                    .description("Partitions of a stage that this node works on")
                    .baseUnit("partitions")
                    .tag("stage", stage)
                    .register(meters);
        }
        Gauge.builder("iotc.leader", () -> leadership().leads() ? 1 : 0)
                .description("1 while this node leads")
                .register(meters);
    }

    @Override
    public CompletableFuture<Void> accept(Signal signal) {
        return accept(signal, Optional.empty());
    }

    @Override
    public CompletableFuture<Void> accept(Signal signal, Optional<String> trace) {
        byte[] record = signals.write(new DeviceRecord.Heard(signal, 1, trace));
        String client = signal.client().value();
        return log.append(settings.topic(Topics.SIGNALS), null, client, record).exceptionallyCompose(why -> {
            if (!(cause(why) instanceof RecordTooLargeException)) {
                return CompletableFuture.failedFuture(cause(why));
            }
            byte[] payload = signal.toString().getBytes(StandardCharsets.UTF_8);
            return keep(new Letter(
                    false,
                    signal.kind().word(),
                    "it is too large for Kafka",
                    Optional.empty(),
                    Optional.of(client),
                    Optional.empty(),
                    payload,
                    payload.length,
                    0,
                    clock.instant()));
        });
    }

    private static Throwable cause(Throwable why) {
        return why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
    }

    @Override
    public CompletableFuture<Void> keep(Unreadable unreadable) {
        return keep(new Letter(
                false,
                unreadable.source(),
                unreadable.reason(),
                Optional.of(unreadable.topic()),
                Optional.empty(),
                Optional.empty(),
                unreadable.payload(),
                unreadable.originalSize(),
                0,
                unreadable.arrived()));
    }

    private CompletableFuture<Void> keep(Letter letter) {
        return log.append(settings.topic(Topics.LETTERS), null, letter.subject().orElse(""), LETTERS.write(letter));
    }

    @Override
    public void attach(Sink sink, Delivery delivery) {
        dispatcher.attach(sink, delivery);
    }

    @Override
    public void detach(String sinkName) {
        dispatcher.detach(sinkName);
    }

    @Override
    public void answerWith(Consumer<Effect> asker) {
        leader.ifPresent(candidate -> candidate.answerWith(asker));
    }

    /** While the view cannot tell, or may lag behind the question, it is asked. */
    private boolean isAnswered(Effect effect, Instant since) {
        try {
            return ledger().device(effect.client())
                    .map(device -> !device.updatedAt().isBefore(since)
                            && !device.unanswered().contains(effect))
                    .orElse(false);
        } catch (RuntimeException e) {
            LOG.debug("The view cannot tell whether a question is still open", e);
            return false;
        }
    }

    @Override
    public Leadership leadership() {
        return leader.map(Leader::leadership).orElse(NEVER);
    }

    private static final Leadership NEVER = new Leadership() {
        @Override
        public boolean leads() {
            return false;
        }

        @Override
        public void listen(Runnable listener) {
            listener.run();
        }
    };

    @Override
    public void holdDeadlines(String holder, Instant until) {
        holds.hold(node.id() + '/' + holder, until);
    }

    @Override
    public boolean holdsDeadlines() {
        Instant now = clock.instant();
        return node.holds(now) || node.backlogs().stream().anyMatch(backlog -> backlog.holds(now));
    }

    @Override
    public void heardUpTo(Instant at, Instant until) {
        told.heardUpTo(at, until);
    }

    @Override
    public CompletableFuture<Void> sighted(Sight sight) {
        return told.sighted(sight);
    }

    @Override
    public CompletableFuture<Void> measured(SloReading reading) {
        return told.measured(reading);
    }

    @Override
    public CompletableFuture<Void> silence(Silence silence) {
        return told.silence(silence);
    }

    /** Whether there was one, as far as this node's view knows; so it fails on a node that has none. */
    @Override
    public CompletableFuture<Boolean> endSilence(String id) {
        return told.endSilence(id);
    }

    /** Whether the incident is open, as far as this node's view knows; so it fails on a node that has none. */
    @Override
    public CompletableFuture<Boolean> note(String incidentId, Note note) {
        return told.note(incidentId, note);
    }

    /** As {@link #note}. */
    @Override
    public CompletableFuture<Boolean> compared(String incidentId, Optional<Common> common) {
        return told.compared(incidentId, common);
    }

    @Override
    public CompletableFuture<Replayed> replay(DeadLetterQuery which) {
        return letterReplay.replay(which);
    }

    @Override
    public void readAgainWith(SecondReading reading) {
        letterReplay.readAgainWith(reading);
    }

    @Override
    public CompletableFuture<Void> append(Event event) {
        return log.append(settings.topic(Topics.EVENTS), null, event.subject(), EVENTS.write(event));
    }

    @Override
    public CompletableFuture<Void> address(String sink, List<Event> events) {
        return dispatcher.address(sink, events);
    }

    @Override
    public CompletableFuture<Boolean> enable(String sink) {
        return dispatcher.enable(sink);
    }

    @Override
    public CompletableFuture<Optional<Forgotten>> forget(String sink) {
        long letters = lettersOf(sink);
        return dispatcher
                .forget(sink)
                .thenApply(forgotten -> forgotten.map(rest -> rest.plus(new Forgotten(0, 0, letters))));
    }

    /** As far as this node's view knows; a node that has none counts none. */
    private long lettersOf(String sink) {
        try {
            return ledger().deadLetters(DeadLetterQuery.of(sink), Optional.empty(), 1)
                    .total();
        } catch (RuntimeException e) {
            LOG.debug("The view cannot tell how many dead letters sink {} has", sink, e);
            return 0;
        }
    }

    @Override
    public Optional<Cluster> cluster() {
        return Optional.of(cluster.ask(dispatcher.status().keySet()));
    }

    @Override
    public void recordWith(Consumer<Committed> recorder) {
        node.recordWith(recorder);
    }

    @Override
    public void regroup() {
        view.regroup();
    }

    @Override
    public Ledger ledger() {
        return view.ledger();
    }

    @Override
    public StoreHealth health() {
        Optional<String> problem = log.problem().or(lags::problem).or(stages::problem);
        if (problem.isPresent()) {
            return new StoreHealth(problem);
        }
        StoreHealth known = view.health();
        return known.warning(agreement
                .problem()
                .or(() -> nobodyLeads.flatMap(NobodyLeads::warning))
                .or(parts::problem)
                .or(known::warning));
    }

    @Override
    public Optional<String> lateSignals() {
        Instant now = clock.instant();
        return node.backlogs().stream()
                .map(backlog -> new LateSignals(backlog).warning(now))
                .flatMap(Optional::stream)
                .findFirst();
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            AutoCloseable next = open.pop();
            try {
                next.close();
            } catch (Exception e) {
                LOG.warn("{} did not close cleanly", next.getClass().getSimpleName(), e);
            }
        }
    }
}
