package io.iotconnectivity.source.mqtt;

import io.iotconnectivity.thread.RepeatedTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one source connected: opens a connection, watches it, replaces it when it ends. All of that happens on one
 * thread of its own, so that neither the start of the application nor Paho's threads ever wait for a broker.
 */
final class Reconnector {
    private static final Logger LOG = LoggerFactory.getLogger(Reconnector.class);

    /** Creates connections and opens them. */
    interface Dialer {
        BrokerConnection dial() throws NotConnected;

        BrokerConnection.Opened open(BrokerConnection connection) throws NotConnected, InterruptedException;
    }

    /** Whether there is a connection, since when, and why it was last lost. */
    record State(boolean connected, Instant since, Optional<String> lastError) {}

    private final String name;
    private final Dialer dialer;
    private final Limits limits;
    private final ReconnectDelay backoff;
    private final ScheduledExecutorService thread;
    private final Executor background;
    private final Runnable reconnected;

    private volatile boolean wanted;
    private volatile State state = new State(false, Instant.now(), Optional.empty());
    private volatile Optional<BrokerConnection> current = Optional.empty();
    private volatile CompletableFuture<Void> lastEnding = CompletableFuture.completedFuture(null);

    // Confined to the thread.
    private long upSince;
    private boolean wasEverUp;
    private String lastTrouble = "";
    private int timesTroubled;
    private boolean announced;

    /**
     * @param name begins every log line: the client id
     * @param thread one thread, for this source only
     * @param background runs what may hang on a broken network
     * @param reconnected called for every connection after the first
     */
    Reconnector(
            String name,
            Dialer dialer,
            Limits limits,
            ScheduledExecutorService thread,
            Executor background,
            Runnable reconnected) {
        this.name = name;
        this.dialer = dialer;
        this.limits = limits;
        this.backoff = new ReconnectDelay(limits.firstRetry(), limits.longestRetry(), Math::random);
        this.thread = thread;
        this.background = background;
        this.reconnected = reconnected;
    }

    State state() {
        return state;
    }

    Optional<BrokerConnection> current() {
        return current;
    }

    void start() {
        wanted = true;
        RepeatedTask.start(thread, this::watch, name + " cannot check its connection", limits.watch());
        execute(this::open);
    }

    /**
     * Stops receiving, lets the messages in flight be acknowledged, then disconnects. The broker keeps the rest for us.
     */
    void suspend(Duration limit) {
        wanted = false;
        current.ifPresent(BrokerConnection::stopReceiving);
        execute(() -> {
            current.ifPresent(connection -> giveUp(connection, limit));
            state = new State(false, Instant.now(), Optional.of("the route is suspended"));
        });
    }

    void resume() {
        wanted = true;
        execute(this::open);
    }

    /** Like {@link #suspend}, but final; returns when it is done or the limits have passed. */
    void stop(Duration limit) {
        wanted = false;
        try {
            // Read once: the connection may end meanwhile, on the other thread.
            Optional<BrokerConnection> open = current;
            if (open.isPresent()) {
                BrokerConnection last = open.get();
                last.stopReceiving();
                if (!last.awaitSettled(limit)) {
                    LOG.warn(
                            "{} stops with {} messages in flight; the broker will redeliver them",
                            name,
                            last.unacked());
                }
            }
            thread.shutdownNow();
            thread.awaitTermination(limits.settle().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        current.ifPresent(connection -> inBackground(() -> connection.close(limits.answer())));
        current = Optional.empty();
        // A suspended route may still be disconnecting, and its last acknowledgements with it.
        awaitLastEnding();
        state = new State(false, Instant.now(), Optional.of("the route is stopped"));
    }

    /** The connection is over. */
    void ended(BrokerConnection connection, ConnectFailure why) {
        execute(() -> {
            if (isCurrent(connection)) {
                current = Optional.empty();
                lost(why);
                inBackground(connection::discard);
                retryLater();
            }
        });
    }

    /** A message of the connection was refused. Only another connection redelivers it. */
    void refused(BrokerConnection connection, Throwable why) {
        connection.stopReceiving();
        execute(() -> {
            if (isCurrent(connection)) {
                giveUp(connection, limits.settle());
                lost(ConnectFailure.refusedMessage(why));
                retryLater();
            }
        });
    }

    private void open() {
        if (!wanted || current.isPresent()) {
            return;
        }
        try {
            BrokerConnection connection = dialer.dial();
            current = Optional.of(connection);
            try {
                up(dialer.open(connection));
            } catch (NotConnected | RuntimeException | Error | InterruptedException e) {
                current = Optional.empty();
                inBackground(connection::discard);
                throw e;
            }
        } catch (NotConnected e) {
            down(e.trouble());
            retryLater();
        } catch (RuntimeException | Error e) {
            // Also after an error somebody has to try again.
            down(ConnectFailure.of(e));
            retryLater();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch() {
        current.filter(connection -> state.connected() && !connection.isConnected())
                .ifPresent(connection -> ended(connection, ConnectFailure.of("the connection ended silently")));
    }

    private void giveUp(BrokerConnection connection, Duration limit) {
        try {
            connection.stopReceiving();
            connection.awaitSettled(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        current = Optional.empty();
        inBackground(() -> connection.close(limits.answer()));
    }

    private void retryLater() {
        if (wanted) {
            try {
                thread.schedule(() -> onThread(this::open), backoff.next().toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("{} stops, so there is no retry", name);
            }
        }
    }

    private void up(BrokerConnection.Opened opened) {
        upSince = System.nanoTime();
        state = new State(true, Instant.now(), state.lastError());
        if (wasEverUp) {
            reconnected.run();
        }
        if (!wasEverUp || announced) {
            LOG.info(
                    "{} is connected and subscribed with QoS {}{}",
                    name,
                    opened.qos(),
                    opened.resumed() ? ", session resumed" : ", new session");
        } else {
            LOG.debug("{} is connected again", name);
        }
        wasEverUp = true;
    }

    private void lost(ConnectFailure why) {
        if (System.nanoTime() - upSince > limits.stable().toNanos()) {
            backoff.reset();
            lastTrouble = "";
        }
        down(why);
    }

    /** One line for every new problem, not one for every attempt; for a recurring problem, less and less often. */
    private void down(ConnectFailure why) {
        boolean wasUp = state.connected();
        boolean isNew = !why.what().equals(lastTrouble);
        timesTroubled = isNew ? 1 : timesTroubled + (wasUp ? 1 : 0);
        lastTrouble = why.what();
        Instant since = wasUp ? Instant.now() : state.since();
        state = new State(false, since, Optional.of(why.words()));
        boolean tell = isNew || wasUp && Integer.bitCount(timesTroubled) == 1;
        announced = tell || announced && !wasUp;
        if (!tell) {
            LOG.debug("{} is not connected: {}", name, why.words());
        } else if (why.setting()) {
            LOG.error("{} is not connected: {}{}", name, why.words(), times());
        } else {
            LOG.warn("{} is not connected: {}{}", name, why.words(), times());
        }
    }

    private String times() {
        return timesTroubled == 1 ? "" : ", for the " + timesTroubled + "th time";
    }

    private boolean isCurrent(BrokerConnection connection) {
        return current.filter(open -> open == connection).isPresent();
    }

    /** Waits for a while, so that the old connection is usually gone before the next one uses its client id. */
    private void inBackground(Runnable ending) {
        lastEnding = CompletableFuture.runAsync(ending, background);
        awaitLastEnding();
    }

    private void awaitLastEnding() {
        try {
            lastEnding.get(limits.answer().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("{} could not close its last connection within {} and continues without", name, limits.answer());
        } catch (ExecutionException e) {
            LOG.debug("{} encountered a problem while closing its last connection", name, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void execute(Runnable step) {
        try {
            thread.execute(() -> onThread(step));
        } catch (RejectedExecutionException e) {
            LOG.debug("{} stops, so nothing more happens", name);
        }
    }

    private void onThread(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            LOG.error("{} encountered an unexpected problem and continues", name, e);
        }
    }
}
