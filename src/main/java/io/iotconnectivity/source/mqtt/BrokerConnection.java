package io.iotconnectivity.source.mqtt;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One MQTT connection, from CONNECT to its end, on a client of its own. Paho 1.2.5 can hang for ever when one client connects twice
 * (an acknowledgement sent in between, or a callback still running, is enough), so none ever does.
 *
 * <p>Messages are acknowledged in the order of their arrival, as MQTT 5 asks (4.6), and only here: what is still open when the connection
 * ends comes again from the broker on the next one.
 */
final class BrokerConnection {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerConnection.class);

    /**
     * Bytes of messages that the route is not done with. No more are taken meanwhile: a flood of messages without QoS, which no broker has
     * to hold back, would fill the memory of whatever the route hands them to.
     */
    static final long MOST_HELD = 16 * 1024 * 1024;

    /** What the connection tells; from Paho's threads, so none of it may block. */
    interface Owner {
        void arrived(Arrival arrival);

        void acked(int count);

        void refused(BrokerConnection connection, Arrival arrival, Throwable why);

        void ended(BrokerConnection connection, ConnectFailure why);
    }

    /**
     * What the broker granted.
     *
     * @param resumed whether it had kept our session
     * @param qos     of the subscription; may be lower than asked for
     */
    record Opened(boolean resumed, int qos) {}

    private final MqttAsyncClient client;
    private final Owner owner;
    private final CompletableFuture<ConnectFailure> end = new CompletableFuture<>();
    private final AtomicLong arrivals = new AtomicLong();
    private volatile boolean receiving = true;

    private final Object books = new Object();
    private final Deque<Arrival> open = new ArrayDeque<>();
    private final Set<Arrival> accepted = new HashSet<>();
    private int unsettled;
    private long held;
    private int neverAcked;
    private boolean over;

    BrokerConnection(BrokerUrl broker, String clientId, Optional<BrokerSocket.Way> way, Owner owner)
            throws NotConnected {
        try {
            this.client = new PatientClient(broker, clientId, way);
        } catch (MqttException | RuntimeException e) {
            throw new NotConnected(ConnectFailure.of(e), e);
        }
        this.owner = owner;
    }

    /**
     * Connects and subscribes. Messages may arrive before this returns: a kept session sends its backlog at once.
     *
     * @param answer how long the broker may take to answer; the backlog that it sends first does not count
     */
    Opened open(MqttConnectionOptions options, String filter, int qos, Duration answer)
            throws NotConnected, InterruptedException {
        client.setManualAcks(true);
        // Before CONNECT, because Paho drops what arrives while there is no callback.
        client.setCallback(new Callback());
        Answer connack = new Answer();
        Answer suback = new Answer();
        try {
            client.connect(options, null, connack);
            IMqttToken connected = await(connack, answer.plusSeconds(options.getConnectionTimeout()));
            client.subscribe(filter, qos, null, suback);
            int code = grantedOrRefused(await(suback, answer));
            if (code >= MqttReturnCode.RETURN_CODE_UNSPECIFIED_ERROR) {
                throw new NotConnected(ConnectFailure.refusedSubscription(filter, code), null);
            }
            return new Opened(connected.getSessionPresent(), code);
        } catch (MqttException | RuntimeException e) {
            throw new NotConnected(ConnectFailure.of(e), e);
        }
    }

    boolean isConnected() {
        return !end.isDone() && client.isConnected();
    }

    /** Nothing can be acknowledged here any more. */
    boolean isOver() {
        return !isConnected();
    }

    /** From now on messages are left to the next connection. */
    void stopReceiving() {
        receiving = false;
        synchronized (books) {
            books.notifyAll();
        }
    }

    /** Messages with QoS that the broker still waits to have acknowledged. */
    int unacked() {
        synchronized (books) {
            return open.size() + neverAcked;
        }
    }

    /** Waits until the route is done with every message that was received; false if that takes too long. */
    boolean awaitSettled(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (books) {
            while (unsettled > 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                books.wait(left);
            }
            return true;
        }
    }

    /** Says good-bye to the broker, behind the acknowledgements already under way, and ends. */
    void close(Duration answer) {
        receiving = false;
        noMoreAcks();
        try {
            if (client.isConnected()) {
                // No quiesce time: Paho would throw queued acknowledgements away when it runs out.
                client.disconnect(0, null, null, MqttReturnCode.RETURN_CODE_SUCCESS, new MqttProperties())
                        .waitForCompletion(answer.toMillis());
            }
        } catch (MqttException | RuntimeException e) {
            LOG.debug("{} could not take leave: {}", client.getClientId(), e.getMessage());
        }
        discard();
    }

    /** Ends without a word. May take long on a broken network, so not for threads that others wait for. */
    void discard() {
        receiving = false;
        noMoreAcks();
        try {
            client.disconnectForcibly(0, 0, false);
        } catch (MqttException | RuntimeException e) {
            LOG.debug("{} was not connected any more: {}", client.getClientId(), e.getMessage());
        }
        try {
            client.close(true);
        } catch (MqttException | RuntimeException e) {
            LOG.debug("{} could not be closed: {}", client.getClientId(), e.getMessage());
        }
    }

    void accepted(Arrival arrival) {
        int sent = 0;
        synchronized (books) {
            if (arrival.canBeRepeated()) {
                accepted.add(arrival);
                sent = ackInOrder();
            }
            settled(arrival);
        }
        if (sent > 0) {
            owner.acked(sent);
        }
    }

    void refused(Arrival arrival, Throwable why) {
        int sent = 0;
        synchronized (books) {
            if (open.remove(arrival)) {
                neverAcked++;
                // It no longer holds back those behind it: one message that is always refused must not stop all others.
                sent = ackInOrder();
            }
            settled(arrival);
        }
        if (sent > 0) {
            owner.acked(sent);
        }
        owner.refused(this, arrival, why);
    }

    private int ackInOrder() {
        int sent = 0;
        while (!over && !open.isEmpty() && accepted.contains(open.peek()) && client.isConnected()) {
            MqttMessage message = open.peek().message();
            try {
                client.messageArrivedComplete(message.getId(), message.getQos());
            } catch (MqttException | RuntimeException e) {
                LOG.debug(
                        "{} could not acknowledge message {}: {}",
                        client.getClientId(),
                        message.getId(),
                        e.getMessage());
                return sent;
            }
            accepted.remove(open.remove());
            sent++;
        }
        return sent;
    }

    private void settled(Arrival arrival) {
        boolean full = held >= MOST_HELD;
        held -= arrival.weight();
        if (--unsettled == 0 || full) {
            books.notifyAll();
        }
    }

    private void noMoreAcks() {
        synchronized (books) {
            over = true;
            books.notifyAll();
        }
    }

    private void arrived(String topic, MqttMessage message) {
        if (!receiving) {
            return;
        }
        arrivals.incrementAndGet();
        Arrival arrival = new Arrival(this, topic, message);
        synchronized (books) {
            if (!awaitRoom()) {
                return;
            }
            held += arrival.weight();
            unsettled++;
            if (arrival.canBeRepeated()) {
                open.add(arrival);
            }
        }
        owner.arrived(arrival);
    }

    /** False if the connection is over before there is any. */
    private boolean awaitRoom() {
        try {
            while (held >= MOST_HELD && receiving && !over) {
                books.wait();
            }
            return receiving && !over;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private IMqttToken await(Answer answer, Duration limit) throws NotConnected, InterruptedException {
        long seen = arrivals.get();
        while (true) {
            try {
                Object first = CompletableFuture.anyOf(answer.future, end).get(limit.toMillis(), TimeUnit.MILLISECONDS);
                if (first instanceof ConnectFailure trouble) {
                    throw new NotConnected(trouble, null);
                }
                return (IMqttToken) first;
            } catch (ExecutionException e) {
                throw new NotConnected(ConnectFailure.of(e.getCause()), e.getCause());
            } catch (TimeoutException e) {
                if (arrivals.get() == seen) {
                    throw new NotConnected(ConnectFailure.of(e), e);
                }
                seen = arrivals.get();
            }
        }
    }

    private static int grantedOrRefused(IMqttToken suback) {
        int[] codes = suback.getReasonCodes();
        return codes == null || codes.length == 0 ? MqttReturnCode.RETURN_CODE_UNSPECIFIED_ERROR : codes[0];
    }

    /** Paho's own waiting remembers a time-out as the token's failure, so that one cannot wait again. */
    private static final class Answer implements MqttActionListener {
        private final CompletableFuture<IMqttToken> future = new CompletableFuture<>();

        @Override
        public void onSuccess(IMqttToken token) {
            future.complete(token);
        }

        @Override
        public void onFailure(IMqttToken token, Throwable problem) {
            future.completeExceptionally(problem);
        }
    }

    private final class Callback implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            arrived(Publication.topic(topic), message);
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            ConnectFailure trouble = ConnectFailure.of(response);
            if (end.complete(trouble)) {
                owner.ended(BrokerConnection.this, trouble);
            }
        }

        @Override
        public void mqttErrorOccurred(MqttException problem) {
            LOG.debug("{} reports: {}", client.getClientId(), problem.getMessage());
        }

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String broker) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }
}
