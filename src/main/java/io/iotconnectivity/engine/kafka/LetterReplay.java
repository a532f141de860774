package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.delivery.StoreUnavailable;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.Replayed;
import io.iotconnectivity.engine.SecondReading;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.codec.LetterRecord.Gone;
import io.iotconnectivity.engine.codec.LetterRecord.Refused;
import io.iotconnectivity.engine.view.StoredLetters;
import io.iotconnectivity.engine.view.StoredLetters.Message;
import io.iotconnectivity.engine.view.StoredLetters.Undelivered;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.thread.NamedThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays the dead letters that this node's view knows, a few in each transaction: what comes of them is appended
 * together with the record that they are gone. So a crash neither loses nor repeats any, and of several nodes that
 * replay at once, each letter is replayed by one.
 */
final class LetterReplay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LetterReplay.class);
    /** For how long Kafka may refuse everything, or other nodes replay instead. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** Two nodes that replay at once are not to interrupt each other for long. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);
    private static final String TOO_LARGE = "what it says is too large for Kafka";
    /** What Kafka adds to a record is far less. */
    private static final int LARGEST_VALUE = SignalLog.LARGEST_RECORD - 64 * 1024;

    private final ClusterSettings settings;
    private final Supplier<Collection<String>> attached;
    private final LongFunction<StoredLetters> view;
    private final DeviceRecords signals = new DeviceRecords();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(NamedThread.daemons("letter-replay"));
    private volatile SecondReading reading = SecondReading.NONE;
    private final CountDownLatch closing = new CountDownLatch(1);

    /**
     * @param attached the sinks that are attached; letters of others are left alone
     * @param view the letters as of when the record of this number is known; throws
     *     {@link io.iotconnectivity.engine.ViewUnavailable}
     */
    LetterReplay(ClusterSettings settings, Supplier<Collection<String>> attached, LongFunction<StoredLetters> view) {
        this.settings = settings;
        this.attached = attached;
        this.view = view;
    }

    void readAgainWith(SecondReading how) {
        reading = how;
    }

    /** Completes once it is durable, and known to this node's view. */
    CompletableFuture<Replayed> replay(DeadLetterQuery which) {
        CompletableFuture<Replayed> outcome = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                try (Run run = new Run(which)) {
                    outcome.complete(run.all());
                } catch (RuntimeException e) {
                    outcome.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            outcome.completeExceptionally(isClosing());
        }
        return outcome;
    }

    private static IllegalStateException isClosing() {
        return new IllegalStateException("the engine is closing");
    }

    /**
     * What is to be appended in one transaction.
     *
     * @param last the number of the last letter that it is about
     */
    private record Chunk(long last, List<ProducerRecord<String, byte[]>> records, Replayed outcome) {}

    /** Reads the letters that follow a number. */
    private interface Next {
        /** Empty if there are none. */
        Optional<Chunk> chunk(StoredLetters letters, long after);
    }

    private final class Run implements AutoCloseable {
        private final DeadLetterQuery which;
        private final Set<String> sinks = Set.copyOf(attached.get());
        private final SecondReading how = reading;
        private Optional<LetterTransactions> begun = Optional.empty();
        private StoredLetters letters;
        /** What comes later is left for the next call. */
        private OptionalLong end = OptionalLong.empty();

        private long lastSuccess = System.nanoTime();

        Run(DeadLetterQuery which) {
            this.which = which;
        }

        private Replayed all() {
            // Refuses before anything is appended.
            letters = view.apply(0);
            Replayed all = drain(this::messages).plus(drain(this::events));
            awaitView();
            return all;
        }

        private Replayed drain(Next next) {
            Replayed sum = Replayed.NOTHING;
            long after = 0;
            while (true) {
                try {
                    LetterTransactions transactions = begun();
                    Optional<Chunk> chunk = next.chunk(letters, after);
                    if (chunk.isEmpty()) {
                        return sum;
                    }
                    if (!chunk.get().records().isEmpty()) {
                        transactions.commit(chunk.get().records());
                    }
                    sum = sum.plus(chunk.get().outcome());
                    after = chunk.get().last();
                    lastSuccess = System.nanoTime();
                } catch (KafkaException e) {
                    beginAnew(e);
                }
            }
        }

        private LetterTransactions begun() {
            if (begun.isEmpty()) {
                LetterTransactions now = LetterTransactions.begin(settings);
                begun = Optional.of(now);
                letters = view.apply(now.last());
                end = end.isPresent() ? end : OptionalLong.of(letters.last());
            }
            return begun.get();
        }

        /** What was committed is known to the view by then, so nothing of it is done twice. */
        private void beginAnew(KafkaException why) {
            close();
            if (System.nanoTime() - lastSuccess > PATIENCE.toNanos()) {
                throw new StoreException(
                        "not all dead letters are replayed, and those that are left stay: " + why.getMessage()
                                + "; replay them again",
                        why);
            }
            LOG.info("Replaying dead letters begins anew: {}", why.getMessage());
            long pause = ThreadLocalRandom.current().nextLong(SHORTEST_PAUSE.toMillis(), LONGEST_PAUSE.toMillis());
            try {
                if (closing.await(pause, TimeUnit.MILLISECONDS)) {
                    throw isClosing();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw isClosing();
            }
        }

        private Optional<Chunk> messages(StoredLetters from, long after) {
            List<Message> messages = from.messages(which, after, end.orElseThrow());
            if (messages.isEmpty()) {
                return Optional.empty();
            }
            List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
            List<Long> gone = new ArrayList<>();
            for (Message message : messages) {
                SecondReading.Found found = fitting(message.readAgain(how));
                found.signals().forEach(signal -> records.add(heard(signal)));
                found.refusal()
                        .ifPresentOrElse(
                                reason -> records.add(
                                        LetterTransactions.record(settings, new Refused(message.number(), reason))),
                                () -> gone.add(message.number()));
            }
            if (!gone.isEmpty()) {
                records.add(LetterTransactions.record(settings, new Gone(gone)));
            }
            Replayed outcome = new Replayed(0, gone.size(), messages.size() - gone.size());
            return Optional.of(new Chunk(messages.get(messages.size() - 1).number(), records, outcome));
        }

        private Optional<Chunk> events(StoredLetters from, long after) {
            List<Undelivered> events =
                    sinks.isEmpty() ? List.of() : from.undelivered(which, sinks, after, end.orElseThrow());
            if (events.isEmpty()) {
                return Optional.empty();
            }
            List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
            List<Long> gone = new ArrayList<>();
            for (Undelivered each : events) {
                each.event().ifPresent(event -> {
                    records.add(AddressedEvents.record(settings, each.sink(), event));
                    gone.add(each.number());
                });
            }
            if (!gone.isEmpty()) {
                records.add(LetterTransactions.record(settings, new Gone(gone)));
            }
            return Optional.of(
                    new Chunk(events.get(events.size() - 1).number(), records, new Replayed(gone.size(), 0, 0)));
        }

        private ProducerRecord<String, byte[]> heard(Signal signal) {
            return new ProducerRecord<>(
                    settings.topic(Topics.SIGNALS),
                    signal.client().value(),
                    signals.write(new DeviceRecord.Heard(signal, 1, Optional.empty())));
        }

        private SecondReading.Found fitting(SecondReading.Found found) {
            return found.signals().stream().allMatch(signal -> heard(signal).value().length <= LARGEST_VALUE)
                    ? found
                    : SecondReading.Found.unreadable(TOO_LARGE);
        }

        /** So that who lists the letters next does not find those that are gone. */
        private void awaitView() {
            try {
                view.apply(begun.orElseThrow().last());
            } catch (StoreUnavailable e) {
                LOG.info("Dead letters were replayed, but are still listed: {}", e.getMessage());
            }
        }

        @Override
        public void close() {
            begun.ifPresent(LetterTransactions::close);
            begun = Optional.empty();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        thread.shutdownNow();
    }
}
