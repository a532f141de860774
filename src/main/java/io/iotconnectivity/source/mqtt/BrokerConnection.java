package io.iotconnectivity.source.mqtt;

import io.iotconnectivity.signal.Printable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
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
 * One MQTT connection, from CONNECT to its end, on a client of its own. Paho 1.2.5 can hang forever if one client
 * connects twice (an acknowledgement sent in between, or a callback still running, is enough), so none ever does.
 *
 * <p>Messages are acknowledged in the order of their arrival, as MQTT 5 requires (4.6), and only here: messages still
 * unacknowledged when the connection ends are redelivered by the broker on the next one.
 */
final class BrokerConnection {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerConnection.class);

    /**
     * Bytes of messages still in the route. No more are accepted meanwhile: a flood of QoS 0 messages, which no broker
     * has to hold back, would fill the memory of whatever the route hands them to.
     */
    static final long MOST_HELD = 16 * 1024 * 1024;

    /** Callbacks of the connection; they run on Paho's threads, so none may block. */
    interface Owner {
        /** In the order of their arrival. */
        void arrived(List<Arrival> arrivals);

        void acked(int count);

        void refused(BrokerConnection connection, Arrival arrival, Throwable why);

        void ended(BrokerConnection connection, ConnectFailure why);
    }

    /**
     * What the broker granted.
     *
     * @param resumed whether it had kept our session
     * @param qos of the subscription; may be lower than requested
     */
    record Opened(boolean resumed, int qos) {}

    /** More at a time would keep the route waiting for the first. */
    private static final int HANDED_OVER_AT_ONCE = 50;

    private final PatientClient client;
    private final Acknowledgements acknowledgements;
    private final Owner owner;
    private final CompletableFuture<ConnectFailure> end = new CompletableFuture<>();
    private final AtomicLong arrivals = new AtomicLong();
    private volatile boolean receiving = true;

    private final Object books = new Object();
    private final Deque<Arrival> open = new ArrayDeque<>();
    private int unsettled;
    private long held;
    private int neverAcked;
    private boolean over;

    BrokerConnection(BrokerUrl broker, String clientId, Optional<BrokerSocket.Way> way, Owner owner)
            throws NotConnected {
        try {
            this.client = new PatientClient(broker, clientId, way, new Receiving());
        } catch (MqttException | RuntimeException e) {
            throw new NotConnected(ConnectFailure.of(e), e);
        }
        this.acknowledgements = new Acknowledgements("mqtt-acks-" + Printable.of(clientId), client::acknowledge);
        this.owner = owner;
    }

    /**
     * Connects and subscribes. Messages may arrive before this returns: a kept session sends its backlog at once.
     *
     * @param answer how long the broker may take to respond; the backlog that it sends first does not count
     */
    Opened open(MqttConnectionOptions options, String filter, int qos, Duration answer)
            throws NotConnected, InterruptedException {
        // Before CONNECT, so that its failure is heard of.
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

    /** Leaves messages to the next connection from now on. */
    void stopReceiving() {
        receiving = false;
        synchronized (books) {
            books.notifyAll();
        }
    }

    /** Messages with QoS whose acknowledgement the broker still awaits. */
    int unacked() {
        synchronized (books) {
            return open.size() + neverAcked;
        }
    }

    /** Waits until the route is done with every received message; false if that takes too long. */
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

    /** Disconnects from the broker, after the acknowledgements already under way, and closes. */
    void close(Duration answer) {
        receiving = false;
        noMoreAcks();
        acknowledgements.finish(answer);
        try {
            if (client.isConnected()) {
                // No quiesce time: Paho would discard queued acknowledgements when it runs out.
                client.disconnect(0, null, null, MqttReturnCode.RETURN_CODE_SUCCESS, new MqttProperties())
                        .waitForCompletion(answer.toMillis());
            }
        } catch (MqttException | RuntimeException e) {
            LOG.debug("{} could not disconnect cleanly: {}", client.getClientId(), e.getMessage());
        }
        discard();
    }

    /**
     * Closes without DISCONNECT. May take long on a broken network, so do not call it on threads that others wait for.
     */
    void discard() {
        receiving = false;
        noMoreAcks();
        acknowledgements.abandon();
        try {
            client.disconnectForcibly(0, 0, false);
        } catch (MqttException | RuntimeException e) {
            LOG.debug("{} was no longer connected: {}", client.getClientId(), e.getMessage());
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
                arrival.markDurable();
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
                // It no longer holds back those behind it: a message that is always refused must not block all others.
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
        while (!over && !open.isEmpty() && open.peek().isDurable() && client.isConnected()) {
            acknowledgements.add(open.remove().publication().id());
            sent++;
        }
        return sent;
    }

    private void settled(Arrival arrival) {
        boolean full = isFull();
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

    private boolean isFull() {
        return held >= MOST_HELD;
    }

    private boolean enterIfThereIsRoom(Arrival arrival) {
        synchronized (books) {
            if (isFull() || over) {
                return false;
            }
            held += arrival.weight();
            unsettled++;
            if (arrival.canBeRepeated()) {
                open.add(arrival);
            }
            return true;
        }
    }

    /** False if the connection ends first. */
    private boolean enterOnceThereIsRoom(Arrival arrival) {
        synchronized (books) {
            try {
                while (isFull() && receiving && !over) {
                    books.wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            return receiving && enterIfThereIsRoom(arrival);
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

    /** Paho's own waiting records a timeout as the token's failure, so that one cannot wait again. */
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

    /** On Paho's receiver thread. */
    private final class Receiving implements Publications {
        private List<Arrival> batch = new ArrayList<>();

        @Override
        public void arrived(Publication publication) {
            if (!receiving) {
                return;
            }
            arrivals.incrementAndGet();
            Arrival arrival = new Arrival(BrokerConnection.this, publication);
            if (!enterIfThereIsRoom(arrival)) {
                // Only what the route has been given makes room.
                pause();
                if (!enterOnceThereIsRoom(arrival)) {
                    return;
                }
            }
            batch.add(arrival);
            if (batch.size() == HANDED_OVER_AT_ONCE) {
                pause();
            }
        }

        @Override
        public void pause() {
            if (!batch.isEmpty()) {
                List<Arrival> full = batch;
                batch = new ArrayList<>(HANDED_OVER_AT_ONCE);
                owner.arrived(full);
            }
        }
    }

    private final class Callback implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {}

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
