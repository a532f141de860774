package io.iotconnectivity.engine.kafka.view;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.StoreHealth;
import io.iotconnectivity.engine.ViewUnavailable;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.kafka.ReadableTopics;
import io.iotconnectivity.engine.sqlite.SqliteView;
import io.iotconnectivity.engine.view.FleetView;
import io.iotconnectivity.engine.view.RefusingLedger;
import io.iotconnectivity.engine.view.StoredLetters;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.thread.NamedThread;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a complete view of the fleet on this node: reads all partitions of all topics that it is made of, in no
 * consumer group, and only what is committed. Topics are read independently of each other, so for a moment a device may
 * be further than its events, or the other way round.
 *
 * <p>A view that is opened for the first time begins with the oldest records that are kept. Until it has read all that
 * there was at its start, at every start, it answers nothing. One that cannot go on where it stopped, because its
 * topics are others now or records were deleted meanwhile, is built again.
 */
public final class ViewFeed implements FleetView {
    private static final Logger LOG = LoggerFactory.getLogger(ViewFeed.class);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);
    /** Longer than the transaction of a lost node hides what follows. */
    private static final Duration LETTERS = Duration.ofSeconds(30);

    private static final Duration CLOSES = Duration.ofSeconds(20);

    private final ClusterSettings cluster;
    private final EngineSettings settings;
    private final IncidentRules rules;
    private final CloudEvents codec;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Supplier<Map<String, SinkStatus>> sinks;
    private final ReadableTopics names;
    private final Ledger refusing;
    private final FeedProgress progress;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = NamedThread.daemon("view-feed", this::run);
    /** Null until it is open. */
    private volatile SqliteView view;
    /** Null while it does not read. */
    private volatile ViewConsumer consumer;

    private ViewFeed(
            ClusterSettings cluster,
            EngineSettings settings,
            IncidentRules rules,
            CloudEvents codec,
            Clock clock,
            MeterRegistry meters,
            Supplier<Map<String, SinkStatus>> sinks) {
        this.cluster = cluster;
        this.settings = settings;
        this.rules = rules;
        this.codec = codec;
        this.clock = clock;
        this.meters = meters;
        this.sinks = sinks;
        this.names = new ReadableTopics(cluster);
        this.progress = new FeedProgress(clock);
        this.refusing = new RefusingLedger(this::refusal, sinks);
    }

    private ViewUnavailable refusal() {
        return new ViewUnavailable(
                "this node's view of the fleet is not complete yet (" + progress.words()
                        + "); try again, or ask another node whose setting kafka.view is true",
                Optional.of(ASK_AGAIN));
    }

    /**
     * Starts to build the view, or to go on with it. Does not wait for Kafka.
     *
     * @param settings which file the view is in, and how long rows are kept
     * @param rules finds the groups of devices, and decides nothing
     * @param sinks the status of the sinks that this node delivers to
     */
    public static ViewFeed start(
            ClusterSettings cluster,
            EngineSettings settings,
            IncidentRules rules,
            CloudEvents codec,
            Clock clock,
            MeterRegistry meters,
            Supplier<Map<String, SinkStatus>> sinks) {
        ViewFeed feed = new ViewFeed(cluster, settings, rules, codec, clock, meters, sinks);
        feed.thread.start();
        return feed;
    }

    @Override
    public Ledger ledger() {
        SqliteView open = view;
        return open != null && progress.isComplete() ? open.ledger() : refusing;
    }

    /** Up to where each partition is applied; empty while nothing can be read. */
    Map<TopicPartition, Long> applied() {
        ViewConsumer reading = consumer;
        return reading == null || !progress.isComplete() ? Map.of() : reading.applied();
    }

    @Override
    public StoreHealth health() {
        SqliteView open = view;
        StoreHealth known = open == null ? StoreHealth.WELL : open.health();
        Optional<String> unusable = progress.unusable();
        if (unusable.isPresent()) {
            return new StoreHealth(unusable, true);
        }
        return known.warning(progress.warning().or(known::warning));
    }

    @Override
    public StoredLetters letters(long number) {
        SqliteView open = view;
        if (open == null || !progress.isComplete()) {
            throw refusal();
        }
        if (!progress.awaitLetters(number, LETTERS)) {
            throw new ViewUnavailable(
                    "this node's view does not know the latest dead letters yet; try again, or ask another node whose"
                            + " setting kafka.view is true",
                    Optional.of(ASK_AGAIN));
        }
        return open.letters();
    }

    @Override
    public void regroup() {
        SqliteView open = view;
        if (open != null) {
            open.regroup();
        }
    }

    private void run() {
        while (closing.getCount() > 0) {
            try {
                read();
            } catch (InterruptedException e) {
                return;
            } catch (WakeupException e) {
                LOG.debug("The view stops reading", e);
            } catch (OffsetOutOfRangeException e) {
                view.beginAnew("records were deleted before they were read: " + e.getMessage());
                progress.isUnusable(
                        "the view has fallen so far behind that records were deleted before it has read them;"
                                + " restart this node to have it built again");
                return;
            } catch (StoreException e) {
                LOG.error("The view stops reading", e);
                progress.isUnusable(e.getMessage());
                return;
            } catch (KafkaException e) {
                if (closing.getCount() > 0) {
                    progress.waits(e.getMessage());
                    pause();
                }
            } catch (Error e) {
                progress.isUnusable("the view has stopped for good; restart this node: " + e);
                throw e;
            } catch (RuntimeException e) {
                LOG.error("The view could not be read on and is tried again", e);
                progress.waits(e.toString());
                pause();
            }
        }
    }

    private void pause() {
        try {
            closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
    }

    /** Reads until it is closed, or something fails. */
    private void read() throws InterruptedException {
        try (ViewConsumer reading = ViewConsumer.open(cluster, partitions(), new RecordChange(names), progress)) {
            if (view == null) {
                view = SqliteView.open(settings, rules, codec, clock, meters, reading::useless, sinks);
            }
            consumer = reading;
            reading.start(view);
            while (closing.getCount() > 0) {
                reading.step(view);
            }
        } finally {
            consumer = null;
            SqliteView open = view;
            if (open != null) {
                open.isCurrent(false);
            }
        }
    }

    private List<ReadPartition> partitions() throws InterruptedException {
        try (Admin admin = Admin.create(cluster.client())) {
            return new ReadTopics(names).partitions(admin);
        }
    }

    @Override
    public synchronized void close() {
        closing.countDown();
        ViewConsumer reading = consumer;
        if (reading != null) {
            reading.wakeup();
        } else {
            thread.interrupt();
        }
        try {
            thread.join(CLOSES.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        SqliteView open = view;
        if (open != null) {
            open.close();
            view = null;
        }
    }
}
