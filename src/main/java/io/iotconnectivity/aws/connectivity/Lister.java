package io.iotconnectivity.aws.connectivity;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.thread.NamedThread;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Asks AWS what devices are subscribed to. No verdict waits for that, so questions wait for as long as the budget takes;
 * those about one device are one. Each that is asked is answered by a signal.
 */
final class Lister implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lister.class);

    /** More are not kept, but asked with a later look at the fleet. */
    private static final int MOST_WAITING = 200_000;

    private static final int MOST_THREADS = 8;
    /** So many calls a second one thread manages, even if each takes long. */
    private static final int CALLS_OF_A_THREAD = 3;

    /** So many failures in a row are no accident. */
    private static final int REPEATED = 3;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** How a question ended. */
    private enum Result {
        LISTED,
        /** AWS knows of no such client. */
        NOT_CONNECTED,
        UNKNOWN
    }

    private final Duration after;
    private final QuestionWorkers.Answerer<List<String>> question;
    private final Predicate<ClientId> isWorthAsking;
    private final Consumer<Signal> answers;
    private final AnswerWarnings complaints;
    private final String remedy;
    private final Clock clock;
    private final Map<Result, Counter> counters = new EnumMap<>(Result.class);
    private final List<Thread> threads;

    private final Object lock = new Object();
    /** With the time at which each is due, by {@link System#nanoTime}; the first is due first. */
    private final Map<ClientId, Long> later = new LinkedHashMap<>();

    private final Set<ClientId> soon = new LinkedHashSet<>();
    private int failures;
    private String lastFailure = "";
    private boolean closed;

    /**
     * @param isWorthAsking whether a client may still be asked about when its turn has come
     * @param remedy what to allow, or else to change
     */
    Lister(
            ListingSettings settings,
            QuestionWorkers.Answerer<List<String>> question,
            Predicate<ClientId> isWorthAsking,
            Consumer<Signal> answers,
            AnswerWarnings complaints,
            String remedy,
            Clock clock,
            MeterRegistry meters) {
        this.after = settings.after();
        this.question = question;
        this.isWorthAsking = isWorthAsking;
        this.answers = answers;
        this.complaints = complaints;
        this.remedy = remedy;
        this.clock = clock;
        for (Result result : Result.values()) {
            counters.put(
                    result,
                    Counter.builder("iotc.listing")
                            .description("Questions to AWS what a device is subscribed to, by answer")
                            .tag("result", result.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
        Gauge.builder("iotc.listing.waiting", this, Lister::waiting)
                .description("Devices whose subscriptions are to be looked at")
                .baseUnit("devices")
                .register(meters);
        int count = Math.min(MOST_THREADS, 1 + settings.maxCallsPerSecond() / CALLS_OF_A_THREAD);
        this.threads = IntStream.range(0, count)
                .mapToObj(number -> NamedThread.daemon("aws-listing-" + number, this::work))
                .toList();
        threads.forEach(Thread::start);
    }

    /** Asks once the client has had time to subscribe, counted from the latest call. Never blocks. */
    void askLater(ClientId client) {
        synchronized (lock) {
            if (later.remove(client) != null || later.size() < MOST_WAITING) {
                later.put(client, System.nanoTime() + after.toNanos());
                lock.notify();
            }
        }
    }

    /** As {@link #askLater}, but who waits does not wait longer. Never blocks. */
    void askAgain(ClientId client) {
        synchronized (lock) {
            if (!later.containsKey(client)) {
                askLater(client);
            }
        }
    }

    /** Asks when nothing else is due, unless the client waits anyway. Never blocks. */
    void askSoon(ClientId client) {
        synchronized (lock) {
            if (!later.containsKey(client) && soon.size() < MOST_WAITING && soon.add(client)) {
                lock.notify();
            }
        }
    }

    /** Why AWS has repeatedly given no answers, and what to do; empty while it does. */
    Optional<String> problem() {
        synchronized (lock) {
            return failures < REPEATED
                    ? Optional.empty()
                    : Optional.of("AWS does not tell what devices are subscribed to (" + lastFailure + "); " + remedy);
        }
    }

    private int waiting() {
        synchronized (lock) {
            return later.size() + soon.size();
        }
    }

    private void work() {
        try {
            while (true) {
                ClientId client = next();
                try {
                    ask(client);
                } catch (RuntimeException defect) {
                    if (isOpen()) {
                        LOG.error("The subscriptions of {} cannot be looked at", client, defect);
                    }
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private ClientId next() throws InterruptedException {
        synchronized (lock) {
            while (true) {
                Iterator<Map.Entry<ClientId, Long>> first = later.entrySet().iterator();
                long left = Long.MAX_VALUE;
                if (first.hasNext()) {
                    Map.Entry<ClientId, Long> due = first.next();
                    left = due.getValue() - System.nanoTime();
                    if (left <= 0) {
                        ClientId client = due.getKey();
                        first.remove();
                        soon.remove(client);
                        return client;
                    }
                }
                Iterator<ClientId> waiting = soon.iterator();
                if (waiting.hasNext()) {
                    ClientId client = waiting.next();
                    waiting.remove();
                    return client;
                }
                // Rounded up, so that nobody wakes too early and turns in circles.
                lock.wait(left == Long.MAX_VALUE ? 0 : TimeUnit.NANOSECONDS.toMillis(left) + 1);
            }
        }
    }

    private void ask(ClientId client) {
        if (!isWorthAsking.test(client)) {
            return;
        }
        Instant at = clock.instant();
        try {
            List<String> held = question.answer(client, AnswerDeadline.in(PATIENCE));
            complaints.cease();
            count(Result.LISTED, "");
            answers.accept(new Signal.Listed(client, at, Optional.of(held)));
        } catch (SdkException failure) {
            if (!isOpen()) {
                return;
            }
            Failure kind = Failure.of(failure);
            complaints.about(failure);
            count(
                    kind == Failure.NOT_FOUND ? Result.NOT_CONNECTED : Result.UNKNOWN,
                    kind == Failure.DENIED || kind == Failure.REFUSED ? AnswerWarnings.words(failure) : "");
            answers.accept(new Signal.Listed(client, at, Optional.empty()));
        }
    }

    /**
     * @param refusal what AWS said if it refuses the question; empty if it does not
     */
    private void count(Result result, String refusal) {
        counters.get(result).increment();
        synchronized (lock) {
            if (!refusal.isEmpty()) {
                failures++;
                lastFailure = refusal;
            } else if (result != Result.UNKNOWN) {
                failures = 0;
            }
        }
    }

    private boolean isOpen() {
        synchronized (lock) {
            return !closed;
        }
    }

    /** Unanswered questions stay unanswered. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
        threads.forEach(Thread::interrupt);
    }
}
