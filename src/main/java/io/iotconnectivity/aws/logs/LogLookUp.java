package io.iotconnectivity.aws.logs;

import io.iotconnectivity.aws.budget.CallBudget;
import io.iotconnectivity.aws.logs.LogEntryReader.Reading;
import io.iotconnectivity.aws.logs.LogSearch.Written;
import io.iotconnectivity.aws.logs.PendingQuestions.Waiting;
import io.iotconnectivity.presence.Effect.LookUp;
import io.iotconnectivity.presence.Effect.Subject;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Signal.Diagnosed;
import io.iotconnectivity.thread.NamedThread;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;

/**
 * Searches the IoT log for what ended a connection, or why a connect was refused. Questions are collected, and all
 * within one window of the log are answered by reading it once. Every question gets one answer,
 * {@link Diagnosis#NOT_FOUND} if necessary, unless this is closed first; no AWS failure ends the work.
 */
public final class LogLookUp implements Consumer<LookUp>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogLookUp.class);

    /** The first look accepts only near certainty: an older entry may appear before the right one. */
    private static final Duration NEAR = Duration.ofSeconds(15);

    /** Wakes the worker when this is closed. */
    private static final LookUp END =
            new LookUp(new ClientId("end"), Subject.DISCONNECT, Instant.EPOCH, Optional.empty());

    private static final Duration IDLE = Duration.ofSeconds(30);
    /** Whatever has not ended by then is interrupted. */
    private static final Duration TO_CLOSE = Duration.ofSeconds(4);

    private final Consumer<Diagnosed> answers;
    private final InstantSource clock;
    private final LookUpSchedule pace;
    private final int mostWaiting;
    private final LookUpMeters meters;
    private final LogWarnings complaints;
    private final LogCalls calls;
    private final LogSearch search;
    private final Set<LookUp> known = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<LookUp> incoming = new LinkedBlockingQueue<>();
    private final PendingQuestions questions = new PendingQuestions();
    private final RecentEntries recent = new RecentEntries();
    private final Thread worker = NamedThread.daemon("log-look-up", this::work);

    private boolean oldestNext;
    private Duration recovery;
    private Instant restUntil = Instant.MIN;

    /**
     * @param client does not retry by itself
     * @param answers must not block
     * @param meters for {@code iotc.lookup}, {@code iotc.lookup.waiting}, {@code iotc.lookup.calls} and the budget
     *     {@code logs}
     */
    public LogLookUp(
            LogSettings settings,
            Supplier<CloudWatchLogsClient> client,
            Consumer<Diagnosed> answers,
            InstantSource clock,
            MeterRegistry meters) {
        this(settings, client, answers, clock, meters, LookUpSchedule.USUAL, 200_000);
    }

    LogLookUp(
            LogSettings settings,
            Supplier<CloudWatchLogsClient> client,
            Consumer<Diagnosed> answers,
            InstantSource clock,
            MeterRegistry meters,
            LookUpSchedule pace,
            int mostWaiting) {
        this.answers = answers;
        this.clock = clock;
        this.pace = pace;
        this.mostWaiting = mostWaiting;
        this.meters = new LookUpMeters(meters);
        this.complaints = new LogWarnings(settings.logGroup());
        this.recovery = pace.recovery();
        this.calls = new LogCalls(client, new CallBudget("logs", settings.maxCallsPerSecond(), meters), meters);
        this.search = new LogSearch(calls, settings.logGroup(), settings.insights(), pace.firstPoll());
        Gauge.builder("iotc.lookup.waiting", known, Set::size)
                .description("IoT log lookups waiting for an answer")
                .baseUnit("questions")
                .register(meters);
        worker.start();
    }

    /** Accepts a question, once however often it arrives while it waits. Never blocks. */
    @Override
    public void accept(LookUp question) {
        if (calls.isClosed() || known.contains(question)) {
            return;
        }
        if (known.size() >= mostWaiting) {
            meters.refused();
            tell(question, Diagnosis.NOT_FOUND);
        } else if (known.add(question)) {
            incoming.add(question);
        }
    }

    private void work() {
        while (!calls.isClosed()) {
            try {
                takeIn();
                if (!calls.isClosed()) {
                    lookOnce();
                }
            } catch (LogCalls.Closed e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.error("Looking for causes in the IoT log failed; it continues", e);
                rest();
            }
        }
    }

    /** Waits for what comes next, a question or the time for a look. */
    private void takeIn() throws InterruptedException {
        List<LookUp> arrived = new ArrayList<>();
        LookUp first = incoming.poll(untilNext().toMillis(), TimeUnit.MILLISECONDS);
        if (calls.isClosed()) {
            return;
        }
        if (first != null) {
            arrived.add(first);
            incoming.drainTo(arrived);
        }
        Instant now = clock.instant();
        Set<ClientId> clients = new LinkedHashSet<>();
        for (LookUp question : arrived) {
            questions.put(question, new Waiting(now, 0, pace.first(question.at(), now)));
            clients.add(question.client());
        }
        clients.forEach(client -> answer(client, questions.of(client), NEAR));
    }

    private Duration untilNext() {
        Instant now = clock.instant();
        Instant next = questions.nextDue().orElse(now.plus(IDLE));
        Duration wait = Duration.between(now, next.isBefore(restUntil) ? restUntil : next);
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(IDLE) < 0 ? wait.plusMillis(1) : IDLE;
    }

    /** The newest window, because alerts may wait for it, then the oldest, so that none waits forever. */
    private void lookOnce() {
        Instant now = clock.instant();
        if (now.isBefore(restUntil)) {
            return;
        }
        List<Window> windows = Window.around(questions.due(now));
        if (!windows.isEmpty()) {
            look(windows.get(oldestNext ? 0 : windows.size() - 1));
            oldestNext = !oldestNext;
        }
    }

    private void look(Window window) {
        try {
            search.read(window, page -> answersAll(window, page));
            complaints.over();
            recovery = pace.recovery();
            window.questions().forEach(question -> looked(question, false));
        } catch (LogCalls.Closed e) {
            throw e;
        } catch (RuntimeException e) {
            LogWarnings.Kind kind = complaints.about(e);
            if (kind == LogWarnings.Kind.NO_LOG) {
                window.questions().forEach(question -> looked(question, false));
            } else {
                rest();
                boolean refused = kind == LogWarnings.Kind.REFUSED;
                window.questions().forEach(question -> failed(question, refused));
            }
        }
    }

    private boolean answersAll(Window window, Collection<Written> page) {
        Set<ClientId> clients = new LinkedHashSet<>();
        for (Written written : page) {
            Reading reading = LogEntryReader.read(written.message(), written.at());
            meters.entry(reading);
            if (reading instanceof Reading.Read) {
                LogEntry entry = ((Reading.Read) reading).entry();
                recent.keep(entry);
                clients.add(entry.client());
            }
        }
        clients.forEach(client -> answer(client, questions.of(client), NEAR));
        return window.questions().stream().noneMatch(questions::contains);
    }

    private void answer(ClientId client, Collection<LookUp> asked, Duration most) {
        recent.answer(client, asked, most).forEach((question, entry) -> {
            meters.found();
            done(question, entry.diagnosis());
        });
    }

    /**
     * The window was read to its end.
     *
     * @param refused AWS did not permit reading it
     */
    private void looked(LookUp question, boolean refused) {
        if (!questions.contains(question)) {
            return;
        }
        Waiting waiting = questions.get(question);
        int looks = waiting.looks() + 1;
        boolean last = pace.isLast(looks, question.at(), waiting.since());
        if (looks > 1 || last) {
            answer(question.client(), List.of(question), Window.SLACK);
        }
        if (!questions.contains(question)) {
            return;
        }
        if (!last) {
            Instant due = pace.next(looks, waiting.since(), clock.instant());
            questions.put(question, new Waiting(waiting.since(), looks, due));
        } else if (refused) {
            meters.failed();
            done(question, Diagnosis.NOT_FOUND);
        } else {
            meters.notFound();
            done(question, Diagnosis.NOT_FOUND);
        }
    }

    /** Transient failures cost no look; but a log that stays unreadable must not accumulate questions forever. */
    private void failed(LookUp question, boolean refused) {
        if (refused) {
            looked(question, true);
            return;
        }
        if (!questions.contains(question)) {
            return;
        }
        Waiting waiting = questions.get(question);
        if (waiting.since().plus(pace.patience()).isBefore(clock.instant())) {
            meters.failed();
            done(question, Diagnosis.NOT_FOUND);
        } else {
            questions.put(question, new Waiting(waiting.since(), waiting.looks(), pace.together(restUntil)));
        }
    }

    private void rest() {
        restUntil = clock.instant().plus(recovery);
        Duration doubled = recovery.multipliedBy(2);
        recovery = doubled.compareTo(pace.longestRecovery()) < 0 ? doubled : pace.longestRecovery();
    }

    private void done(LookUp question, Diagnosis diagnosis) {
        questions.remove(question);
        known.remove(question);
        tell(question, diagnosis);
    }

    private void tell(LookUp question, Diagnosis diagnosis) {
        try {
            answers.accept(new Diagnosed(question.client(), question.at(), diagnosis));
        } catch (RuntimeException e) {
            LOG.debug("An answer from the IoT log was not accepted", e);
        }
    }

    /** Stops; waiting questions are asked again by the next run. */
    @Override
    public void close() {
        calls.close();
        incoming.add(END);
        try {
            worker.join(TO_CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        worker.interrupt();
    }
}
