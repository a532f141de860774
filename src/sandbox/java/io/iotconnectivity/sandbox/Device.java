package io.iotconnectivity.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hivemq.client.internal.mqtt.MqttClientConfig;
import com.hivemq.client.internal.mqtt.MqttClientConnectionConfig;
import com.hivemq.client.internal.mqtt.handler.ping.MqttPingHandler;
import com.hivemq.client.internal.mqtt.message.ping.MqttPingReq;
import com.hivemq.client.internal.mqtt.message.ping.MqttPingResp;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfigBuilder;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A simulated device on a real MQTT connection, with the will of AWS's blog on {@code lwt/<client id>}. Commands return
 * immediately; each future completes when the device has noticed the result. Thread-safe; needs no thread of its own.
 *
 * @see <a href="https://aws.amazon.com/blogs/iot/monitor-aws-iot-connections-in-near-real-time-using-mqtt-lwt/">Monitor
 *     AWS IoT connections using MQTT LWT</a>
 */
public final class Device {
    private static final int THREADS_OF_ALL_DEVICES = 2;

    private final String id;
    private final URI broker;
    private final Duration keepAlive;
    private Optional<Connection> current = Optional.empty();

    Device(String id, URI broker, Duration keepAlive) {
        this.id = id;
        this.broker = broker;
        this.keepAlive = keepAlive;
    }

    public String id() {
        return id;
    }

    public synchronized boolean isConnected() {
        // The client changes its state only after it has told that the connection is closed.
        return current.filter(connection -> !connection.closed.isDone()
                        && connection.client.getState().isConnected())
                .isPresent();
    }

    /** Connects, which takes over from a connection that is still there. Fails if the broker refuses or is away. */
    public CompletableFuture<Void> connect() {
        return connect(Optional.empty());
    }

    private CompletableFuture<Void> connect(Optional<String> address) {
        Connection connection = newConnection(address);
        synchronized (this) {
            current = Optional.of(connection);
        }
        return connection
                .client
                .connectWith()
                .cleanStart(true)
                .keepAlive((int) keepAlive.toSeconds())
                .send()
                .thenAccept(connack -> {
                    if (id.matches(FleetSettings.GATEWAY_CLIENTS)) {
                        subscribe();
                    }
                });
    }

    /** Subscribes to its commands, if it is connected. */
    public CompletableFuture<Void> subscribe() {
        return connection()
                .map(connection -> connection
                        .client
                        .subscribeWith()
                        .topicFilter(commands())
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .send()
                        .<Void>handle((granted, lost) -> null))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** Gives up its commands, but not its connection. */
    public CompletableFuture<Void> unsubscribe() {
        return connection()
                .map(connection -> connection
                        .client
                        .unsubscribeWith()
                        .topicFilter(commands())
                        .send()
                        .<Void>handle((confirmed, lost) -> null))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    private String commands() {
        return "cmd/" + id + "/#";
    }

    /** A second client with the same id connects; completes when the broker has closed the older connection. */
    public CompletableFuture<Void> takeOver() {
        return takeOver(Optional.empty());
    }

    /**
     * The same, from another address of this machine.
     *
     * @param address such as {@code 127.0.0.2}, which not every system has
     */
    public CompletableFuture<Void> takeOverFrom(String address) {
        return takeOver(Optional.of(address));
    }

    private CompletableFuture<Void> takeOver(Optional<String> address) {
        CompletableFuture<Void> olderClosed = closed();
        return connect(address).thenCombine(olderClosed, (connected, closed) -> null);
    }

    /** The connection is cut without a DISCONNECT, so that the broker sends the will. */
    public CompletableFuture<Void> vanish() {
        connection().flatMap(Connection::channel).ifPresent(Channel::close);
        return closed();
    }

    /** Says goodbye with a DISCONNECT, so that the broker drops the will. */
    public CompletableFuture<Void> disconnect() {
        return connection()
                .filter(connection -> connection.client.getState().isConnected())
                .map(connection -> connection.client.disconnect())
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** Sends one reading to {@code telemetry/<client id>}, if it is connected; fire and forget, as with QoS 0. */
    public void sendTelemetry() {
        connection()
                .filter(connection -> connection.client.getState().isConnected())
                .ifPresent(connection -> connection
                        .client
                        .publishWith()
                        .topic("telemetry/" + id)
                        .qos(MqttQos.AT_MOST_ONCE)
                        .payload(reading().getBytes(StandardCharsets.UTF_8))
                        .send()
                        .exceptionally(lost -> null));
    }

    private String reading() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("clientId", id)
                .put("at", Instant.now().toString())
                .put("celsius", 4)
                .toString();
    }

    /**
     * Nothing reaches the broker any more, but the connection stays open, as behind a dead link: the broker closes it
     * after one and a half keep-alives. Completes with the silence, not with its end; see {@link #closed()}.
     */
    public CompletableFuture<Void> fallSilent() {
        CompletableFuture<Void> silent = new CompletableFuture<>();
        connection()
                .flatMap(Connection::channel)
                .ifPresentOrElse(
                        channel -> channel.eventLoop().execute(() -> {
                            if (channel.pipeline().get(MqttPingHandler.NAME) != null) {
                                channel.pipeline().addBefore(MqttPingHandler.NAME, null, new DeadLink());
                            }
                            silent.complete(null);
                        }),
                        () -> silent.complete(null));
        return silent;
    }

    /** Completes when the current connection is closed by either side; immediately if there is none. */
    public CompletableFuture<Void> closed() {
        return connection()
                .map(connection -> connection.closed.copy())
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    private synchronized Optional<Connection> connection() {
        return current;
    }

    private Connection newConnection(Optional<String> address) {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        MqttClientTransportConfigBuilder transport =
                MqttClientTransportConfig.builder().serverHost(broker.getHost()).serverPort(broker.getPort());
        address.ifPresent(transport::localAddress);
        Mqtt5AsyncClient client = Mqtt5Client.builder()
                .identifier(id)
                .transportConfig(transport.build())
                .executorConfig()
                .nettyThreads(THREADS_OF_ALL_DEVICES)
                .applyExecutorConfig()
                .willPublish()
                .topic("lwt/" + id)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(will(id).getBytes(StandardCharsets.UTF_8))
                .applyWillPublish()
                .addDisconnectedListener(context -> closed.complete(null))
                .buildAsync();
        return new Connection(client, closed);
    }

    private static String will(String clientId) {
        ObjectNode will = JsonNodeFactory.instance.objectNode();
        will.putObject("state")
                .putObject("reported")
                .put("last_will", "yes")
                .put("trigger_action", "on")
                .put("client_id", clientId);
        return will.toString();
    }

    private record Connection(Mqtt5AsyncClient client, CompletableFuture<Void> closed) {

        /** The client library cannot drop its connection on purpose, so this bypasses its interface. */
        Optional<Channel> channel() {
            return Optional.ofNullable(((MqttClientConfig) client.getConfig()).getRawConnectionConfig())
                    .map(MqttClientConnectionConfig::getChannel);
        }
    }

    /** Swallows what the device sends while the device believes that all is well. */
    private static final class DeadLink extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise sent) {
            ReferenceCountUtil.release(message);
            sent.setSuccess();
            if (message instanceof MqttPingReq) {
                context.fireChannelRead(MqttPingResp.INSTANCE);
            }
        }
    }
}
