package io.iotconnectivity.enrich;

import io.iotconnectivity.aws.budget.CallBudget;
import io.iotconnectivity.enrich.EnrichMeters.Result;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.secret.Foreign;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.thread.NamedThread;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one enrich route, one call at a time. Every question gets one answer, whatever the route does, unless this is closed first; then
 * {@link #close} returns those that got none.
 */
final class RouteQuestions {
    private static final Logger LOG = LoggerFactory.getLogger(RouteQuestions.class);

    /** A client is asked about this often before it is given up. */
    private static final int ATTEMPTS = 3;

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final int LONGEST_ERROR = 300;

    private final String name;
    private final EnrichSettings settings;
    private final EnrichCall route;
    private final CallBudget budget;
    private final Duration firstPause;
    private final Duration gathering;
    private final BiConsumer<Effect, Optional<Extra>> answers;
    private final EnrichMeters meters;
    private final Clock clock;
    private final WaitingQuestions waiting;
    private final ThreadPoolExecutor calls;
    private final Thread worker;
    private volatile boolean closed;
    /** What the route is being asked about. */
    private volatile List<Effect> inProgress = List.of();

    private Call latest = new Call(List.of());

    private volatile EnrichStatus status;
    private Duration pause;

    RouteQuestions(
            String name,
            EnrichSettings settings,
            EnrichCall route,
            CallBudget budget,
            EnrichPace pace,
            BiConsumer<Effect, Optional<Extra>> answers,
            EnrichMeters meters,
            Clock clock) {
        this.name = name;
        this.settings = settings;
        this.route = route;
        this.budget = budget;
        this.firstPause = pace.firstPause();
        this.pause = firstPause;
        this.gathering = pace.gathering();
        this.answers = answers;
        this.meters = meters;
        this.clock = clock;
        this.waiting = new WaitingQuestions(pace.mostWaiting());
        this.status = new EnrichStatus(name, 0, Optional.empty(), Optional.empty(), Optional.empty());
        this.calls = new ThreadPoolExecutor(
                1, 1, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), NamedThread.daemons("enrich-" + name));
        calls.allowCoreThreadTimeOut(true);
        this.worker = NamedThread.daemon("enrich-" + name + "-questions", this::work);
        worker.start();
    }

    EnrichSettings settings() {
        return settings;
    }

    EnrichStatus status() {
        EnrichStatus now = status;
        return new EnrichStatus(name, waiting.size(), now.lastAnswer(), now.failingSince(), now.lastError());
    }

    /** Never blocks. */
    void ask(Effect question, boolean urgent) {
        if (!waiting.add(question, urgent)) {
            meters.count(Result.REFUSED);
            give(question, Optional.empty());
        }
    }

    private void work() {
        while (!closed) {
            try {
                awaitTurn();
                work(taken());
                inProgress = List.of();
            } catch (InterruptedException e) {
                // Closed.
                return;
            } catch (RuntimeException e) {
                LOG.error("Enrich route {} cannot be asked now; it goes on", name, e);
            }
        }
    }

    private void awaitTurn() throws InterruptedException {
        waiting.await();
        if (settings.batch() > 1) {
            TimeUnit.NANOSECONDS.sleep(gathering.toNanos());
        }
        while (!budget.tryAcquire()) {
            TimeUnit.NANOSECONDS.sleep(Math.max(1_000_000, budget.untilNext().toNanos()));
        }
    }

    /** In one step: a question is always either waiting or in progress, so that {@link #close} finds it. */
    private List<Effect> taken() {
        synchronized (waiting) {
            inProgress = waiting.take(settings.batch());
            return inProgress;
        }
    }

    private void work(List<Effect> batch) throws InterruptedException {
        Optional<String> problem = Optional.empty();
        try {
            Optional<Map<ClientId, AnswerReader.Read>> told = answer(batch);
            if (told.isPresent()) {
                answered(batch);
                batch.forEach(question -> tell(question, told.get().get(question.client())));
            } else {
                answered(batch);
                batch.forEach(question -> meters.count(Result.LATER));
            }
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            problem = Optional.of(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
        } catch (TimeoutException e) {
            problem = Optional.of("it has not answered within "
                    + settings.timeout().toString().substring(2).toLowerCase(Locale.ROOT));
        } catch (RejectedExecutionException e) {
            problem = Optional.of(e.getMessage());
        }
        if (problem.isPresent()) {
            failed(batch, Foreign.text(problem.get(), LONGEST_ERROR));
        }
    }

    /** Empty if the answers come later. */
    private Optional<Map<ClientId, AnswerReader.Read>> answer(List<Effect> batch)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!latest.ended) {
            throw new TimeoutException();
        }
        Call call = new Call(batch);
        Future<Optional<Map<ClientId, AnswerReader.Read>>> answer = calls.submit(call);
        latest = call;
        try {
            return answer.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | InterruptedException e) {
            answer.cancel(true);
            throw e;
        }
    }

    /** One that was interrupted may go on all the same. */
    private final class Call implements Callable<Optional<Map<ClientId, AnswerReader.Read>>> {
        private final List<Effect> batch;
        private volatile boolean ended;

        Call(List<Effect> batch) {
            this.batch = batch;
            this.ended = batch.isEmpty();
        }

        /** Reads the answer, too: it may be a stream or rows that never end, or fail only when they are read. */
        @Override
        public Optional<Map<ClientId, AnswerReader.Read>> call() throws Exception {
            try {
                Optional<Object> told = route.ask(batch);
                return told.isEmpty()
                        ? Optional.empty()
                        : Optional.of(AnswerReader.read(
                                told.get(),
                                batch.stream().map(Effect::client).distinct().toList()));
            } finally {
                ended = true;
            }
        }
    }

    private void answered(List<Effect> batch) {
        if (status.failingSince().isPresent()) {
            LOG.info("Enrich route {} answers again", name);
        }
        status = new EnrichStatus(name, 0, Optional.of(clock.instant()), Optional.empty(), Optional.empty());
        pause = firstPause;
        waiting.answered(batch);
    }

    /**
     * @param read null if the route does not know the client
     */
    private void tell(Effect question, AnswerReader.Read read) {
        Extra extra = read == null ? Extra.NONE : read.extra();
        meters.count(extra.isEmpty() ? Result.UNKNOWN : read.whole() ? Result.TOLD : Result.CUT);
        give(question, Optional.of(extra));
    }

    private void failed(List<Effect> batch, String problem) throws InterruptedException {
        meters.callFailed();
        EnrichStatus before = status;
        if (before.failingSince().isEmpty()) {
            LOG.warn("Enrich route {} fails, so events go out without what it knows: {}", name, problem);
        }
        status = new EnrichStatus(
                name,
                0,
                before.lastAnswer(),
                before.failingSince().or(() -> Optional.of(clock.instant())),
                Optional.of(problem));
        for (Effect question : waiting.failed(batch, ATTEMPTS)) {
            meters.count(Result.FAILED);
            give(question, Optional.empty());
        }
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    private void give(Effect question, Optional<Extra> told) {
        try {
            answers.accept(question, told);
        } catch (RuntimeException e) {
            LOG.debug("An answer of enrich route {} was not accepted", name, e);
        }
    }

    /** Stops asking, and returns the questions that have no answer, perhaps together with some that have one. */
    Set<Effect> close() {
        closed = true;
        worker.interrupt();
        calls.shutdownNow();
        synchronized (waiting) {
            Set<Effect> left = new LinkedHashSet<>(inProgress);
            left.addAll(waiting.close());
            return left;
        }
    }
}
