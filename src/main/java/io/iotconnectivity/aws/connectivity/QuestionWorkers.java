package io.iotconnectivity.aws.connectivity;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.thread.NamedThread;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Answers questions about clients, a few at a time. Each gets an answer within its time limit, whatever becomes of its
 * calls; one that could not be answered in time is answered at once.
 *
 * @param <A> an answer
 */
final class QuestionWorkers<A> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QuestionWorkers.class);
    private static final Duration IDLE = Duration.ofSeconds(30);

    /**
     * Answers one question, blocking.
     *
     * @param <A> an answer
     */
    @FunctionalInterface
    interface Answerer<A> {
        /**
         * @throws SdkException if AWS gives no answer
         */
        A answer(ClientId client, AnswerDeadline deadline);
    }

    private final Duration time;
    private final A unknown;
    private final Answerer<A> answerer;
    private final AnswerWarnings complaints;
    private final ThreadPoolExecutor threads;
    private final Semaphore places;

    /**
     * @param name of the threads
     * @param atOnce how many questions are processed concurrently
     * @param waiting how many more may wait for their turn
     * @param time limit for each answer
     * @param unknown the answer if there is none
     */
    QuestionWorkers(
            String name,
            int atOnce,
            int waiting,
            Duration time,
            A unknown,
            Answerer<A> answerer,
            AnswerWarnings complaints) {
        this.time = time;
        this.unknown = unknown;
        this.answerer = answerer;
        this.complaints = complaints;
        this.places = new Semaphore(atOnce + waiting);
        this.threads = new ThreadPoolExecutor(
                atOnce,
                atOnce,
                IDLE.toSeconds(),
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                NamedThread.daemons(name));
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Never blocks.
     *
     * @return the answer, at once if too many are waiting; it never fails, and never completes if this is closed first
     */
    CompletableFuture<A> ask(ClientId client) {
        if (!places.tryAcquire()) {
            return CompletableFuture.completedFuture(unknown);
        }
        Asked asked = new Asked(client, AnswerDeadline.in(time));
        CompletableFuture<A> given = new CompletableFuture<>();
        asked.answer
                .completeOnTimeout(unknown, time.toNanos(), TimeUnit.NANOSECONDS)
                .thenAccept(answer -> {
                    if (!threads.isShutdown()) {
                        given.complete(answer);
                    }
                });
        try {
            threads.execute(asked);
        } catch (RejectedExecutionException closed) {
            LOG.debug("Questions about {} are no longer answered", client, closed);
        }
        return given;
    }

    /** Unanswered questions stay unanswered. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    private final class Asked implements Runnable {
        private final ClientId client;
        private final AnswerDeadline deadline;
        private final CompletableFuture<A> answer = new CompletableFuture<>();

        Asked(ClientId client, AnswerDeadline deadline) {
            this.client = client;
            this.deadline = deadline;
        }

        @Override
        public void run() {
            try {
                if (!answer.isDone()) {
                    find();
                }
            } finally {
                places.release();
            }
        }

        private void find() {
            try {
                A found = answerer.answer(client, deadline);
                complaints.cease();
                answer.complete(found);
            } catch (SdkException failure) {
                if (!threads.isShutdown()) {
                    complaints.about(failure);
                }
                answer.complete(unknown);
            } catch (RuntimeException defect) {
                // Its dependencies may have been closed meanwhile.
                if (!threads.isShutdown()) {
                    LOG.error("{} cannot be asked about", client, defect);
                }
                answer.complete(unknown);
            }
        }
    }
}
