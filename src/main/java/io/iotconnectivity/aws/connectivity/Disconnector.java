package io.iotconnectivity.aws.connectivity;

import io.iotconnectivity.aws.AwsClients;
import io.iotconnectivity.aws.connectivity.NotDisconnected.Kind;
import io.iotconnectivity.secret.Foreign;
import io.iotconnectivity.signal.ClientId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Has AWS IoT end the connection of a device, one at a time. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/apireference/API_iotdata_DeleteConnection.html">DeleteConnection</a>
 */
public final class Disconnector implements AutoCloseable {
    private static final Duration TIME = Duration.ofSeconds(8);
    private static final Duration AFTER_THROTTLING = Duration.ofSeconds(5);
    private static final int MOST_WORDS = 400;

    private final Duration every;
    private final Predicate<ClientId> own;
    private final SignedCalls calls;
    private final String clients;
    private final LongSupplier nanos;
    private final MeterRegistry meters;
    private long free;

    /**
     * @param own recognizes our own connections, which must not be ended
     */
    public Disconnector(DisconnectSettings settings, Predicate<ClientId> own, AwsClients aws, MeterRegistry meters) {
        this(settings, own, new SignedCalls(aws), Checker.clients(aws.region()), System::nanoTime, meters);
    }

    Disconnector(
            DisconnectSettings settings,
            Predicate<ClientId> own,
            SignedCalls calls,
            String clients,
            LongSupplier nanos,
            MeterRegistry meters) {
        this.every = settings.every();
        this.own = own;
        this.calls = calls;
        this.clients = clients;
        this.nanos = nanos;
        this.meters = meters;
        this.free = nanos.getAsLong();
        count("done", 0);
        for (Kind kind : Kind.values()) {
            count(word(kind), 0);
        }
    }

    /**
     * Ends the connection. Blocks, at most for seconds. Nothing keeps the device from connecting again.
     *
     * @param cleanSession whether its persistent session ends as well, with subscriptions and queued messages
     * @param preventWill whether its last will is not published
     * @throws NotDisconnected if AWS has not confirmed that
     */
    public void disconnect(ClientId client, boolean cleanSession, boolean preventWill) throws NotDisconnected {
        try {
            check(client);
            takeTurn();
            call(client, cleanSession, preventWill);
            count("done", 1);
        } catch (NotDisconnected failure) {
            count(word(failure.kind()), 1);
            throw failure;
        }
    }

    /**
     * Checks whether the client can be disconnected at all.
     *
     * @throws NotDisconnected if it cannot, or must not
     */
    public void check(ClientId client) throws NotDisconnected {
        if (own.test(client)) {
            throw new NotDisconnected(
                    Kind.NOT_ALLOWED, "this is a connection of iot-connectivity itself; stop the application instead");
        }
        if (!DataCall.canBeAbout(client)) {
            throw new NotDisconnected(
                    Kind.NOT_ALLOWED, "no request to AWS IoT can name this client id, so it cannot be disconnected");
        }
    }

    /** Calls are so short, compared with the time between them, that waiting callers would only wait to be refused. */
    private synchronized void takeTurn() throws NotDisconnected {
        long now = nanos.getAsLong();
        Duration wait = Duration.ofNanos(free - now);
        if (wait.compareTo(Duration.ZERO) > 0) {
            throw new NotDisconnected(
                    Kind.TOO_OFTEN,
                    "one connection is ended every " + every.toSeconds()
                            + " s (disconnect.every); try again in a moment",
                    Optional.of(wait));
        }
        free = now + every.toNanos();
    }

    private void call(ClientId client, boolean cleanSession, boolean preventWill) throws NotDisconnected {
        try {
            calls.make(DataCall.deleteConnection(client.value(), cleanSession, preventWill), TIME);
        } catch (SdkException failure) {
            throw of(failure);
        }
    }

    private NotDisconnected of(SdkException failure) {
        String said = Foreign.text(String.valueOf(failure.getMessage()).strip().replaceAll("\\s+", " "), MOST_WORDS);
        return switch (Failure.of(failure)) {
            case NOT_FOUND ->
                new NotDisconnected(
                        Kind.NOT_CONNECTED, "AWS IoT knows of no connection of this device; it may have just ended");
            case DENIED ->
                new NotDisconnected(
                        Kind.DENIED,
                        "AWS does not permit us to disconnect devices (" + said + "); allow iot:DeleteConnection on "
                                + clients);
            case THROTTLED ->
                new NotDisconnected(
                        Kind.TOO_OFTEN,
                        "AWS allows no more calls for the moment; try again in a moment",
                        Optional.of(AFTER_THROTTLING));
            default ->
                new NotDisconnected(
                        Kind.NO_ANSWER,
                        "AWS IoT did not confirm it (" + said + "); the device may be disconnected, or not");
        };
    }

    private void count(String result, double times) {
        Counter.builder("iotc.disconnect")
                .description("Connections that people asked to end, by result")
                .tag("result", result)
                .register(meters)
                .increment(times);
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        calls.close();
    }
}
