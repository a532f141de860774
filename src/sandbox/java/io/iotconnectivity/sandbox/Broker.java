package io.iotconnectivity.sandbox;

import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.extension.sdk.api.client.parameter.ListenerType;
import com.hivemq.extension.sdk.api.packets.disconnect.DisconnectReasonCode;
import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.subscription.TopicSubscription;
import io.iotconnectivity.sandbox.aws.iot.ClientSubscription;
import io.iotconnectivity.sandbox.aws.iot.Delivery;
import io.iotconnectivity.sandbox.aws.iot.DirectMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * The MQTT side of AWS IoT Core on this machine: HiveMQ CE on 127.0.0.1, with sessions in memory, that publishes
 * lifecycle events for every client, delivers wills, and keeps {@code $aws/…} from subscribers of {@code #}.
 * Clients may publish to {@code $aws/…} themselves, which AWS forbids: tests make up events that way.
 *
 * <p>One at a time in a JVM, because HiveMQ's extension services are static. Lifecycle events are neither delayed nor
 * lost unless {@link Mischief} is configured.
 */
public final class Broker implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(Broker.class);
    private static final AtomicBoolean RUNNING = new AtomicBoolean();

    private final Builder settings;
    private final List<Consumer<LifecycleEvent>> listeners;
    private final List<Runnable> afterClose;
    private final PresenceFeed feed;
    private final Path directory;
    private final HiveMq hiveMq;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final int port;
    private final int tlsPort;

    private Broker(Builder settings, List<Consumer<LifecycleEvent>> listeners, List<Runnable> afterClose) {
        this.settings = settings;
        this.listeners = listeners;
        this.afterClose = afterClose;
        this.feed = new PresenceFeed(settings.mischief, event -> publish(event.topic(), event.json()));
        this.directory = newDirectory();
        writeConfiguration();
        LifecycleEvents extension = new LifecycleEvents(
                settings.versions(),
                settings.clock,
                clientId -> settings.refuse.test(clientId) || settings.denied.contains(clientId),
                settings.exclusiveThings,
                settings.directMessages,
                this::happened);
        this.hiveMq = new HiveMq(
                directory,
                EmbeddedExtension.builder()
                        .withId("aws-iot-core")
                        .withName("AWS IoT Core lifecycle events")
                        .withVersion("1")
                        .withAuthor("iot-connectivity")
                        .withExtensionMain(extension)
                        .build());
        start();
        this.port = portOf(ListenerType.TCP_LISTENER).orElseThrow();
        this.tlsPort = portOf(ListenerType.TLS_TCP_LISTENER).orElse(0);
    }

    public static Builder builder() {
        return new Builder();
    }

    public int port() {
        return port;
    }

    public String url() {
        return "tcp://127.0.0.1:" + port;
    }

    /** The port that requires a client certificate; 0 if {@link Builder#tls} was not called. */
    public int tlsPort() {
        return tlsPort;
    }

    public String tlsUrl() {
        return "ssl://127.0.0.1:" + tlsPort;
    }

    /** Notifies the listener of every event from now on, before subscribers receive it and without any mischief. */
    public void onLifecycle(Consumer<LifecycleEvent> listener) {
        listeners.add(listener);
    }

    /**
     * Runs an action whenever a broker has stopped, also before a restart; there are no events about the clients that
     * it disconnects.
     */
    public void afterClose(Runnable listener) {
        afterClose.add(listener);
    }

    /** Publishes with QoS 1, bypassing all permissions, as AWS itself does. */
    public void publish(String topic, String payload) {
        if (open.get()) {
            Services.publishService()
                    .publish(Builders.publish()
                            .topic(topic)
                            .qos(Qos.AT_LEAST_ONCE)
                            .payload(ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)))
                            .build());
        }
    }

    /** What AWS's DeleteConnection does; completes with whether the client was connected. */
    public CompletableFuture<Boolean> deleteConnection(String clientId, boolean preventWillMessage) {
        return Services.clientService().disconnectClient(clientId, preventWillMessage);
    }

    /** Cuts a client off because it has sent more than its quota; completes with whether it was connected. */
    public CompletableFuture<Boolean> throttle(String clientId) {
        return Services.clientService()
                .disconnectClient(clientId, false, DisconnectReasonCode.QUOTA_EXCEEDED, "Quota exceeded");
    }

    /** Denies this client to connect from now on, as by policy; an existing connection continues. */
    public void deny(String clientId) {
        settings.denied.add(clientId);
    }

    /** Reverts {@link #deny}. */
    public void allow(String clientId) {
        settings.denied.remove(clientId);
    }

    /** Deletes the session of a client, with its subscriptions and queued messages, and disconnects it if connected. */
    public CompletableFuture<Boolean> deleteSession(String clientId) {
        return Services.clientService().invalidateSession(clientId);
    }

    /** What AWS's ListSubscriptions answers: absent for a client that has no session. */
    public CompletableFuture<Optional<List<ClientSubscription>>> subscriptions(String clientId) {
        return Services.clientService()
                .getSession(clientId)
                .thenCompose(session -> session.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : Services.subscriptionStore()
                                .getSubscriptions(clientId)
                                .thenApply(Broker::madeByTheClient));
    }

    private static Optional<List<ClientSubscription>> madeByTheClient(Set<TopicSubscription> subscriptions) {
        return Optional.of(subscriptions.stream()
                .filter(subscription -> !DirectMessages.isTheirs(subscription.getTopicFilter()))
                .map(subscription -> new ClientSubscription(
                        subscription.getTopicFilter(), subscription.getQos().getQosNumber()))
                .toList());
    }

    /** What AWS's SendDirectMessage does; a restarted broker answers here, too. */
    public CompletableFuture<Delivery> send(DirectMessage message) {
        return settings.directMessages.send(message);
    }

    /**
     * Closes this broker and starts another with the same ports, settings, listeners and version counters. Sessions
     * and what was queued for them are lost; all clients are cut off.
     */
    public Broker restart() {
        close();
        return new Broker(settings.with(port, tlsPort), listeners, afterClose);
    }

    /** Cuts all clients off, ends the broker and removes what it kept on disk. */
    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            stop();
        }
    }

    private void happened(LifecycleEvent event) {
        if (open.get()) {
            for (Consumer<LifecycleEvent> listener : listeners) {
                try {
                    listener.accept(event);
                } catch (RuntimeException e) {
                    LOG.error("A listener failed on {}", event, e);
                }
            }
            feed.accept(event);
        }
    }

    private void start() {
        if (!RUNNING.compareAndSet(false, true)) {
            delete(directory);
            throw new IllegalStateException("A broker is running in this JVM already; close it first");
        }
        // HiveMQ puts a handler of its own there, which may end the JVM.
        Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
        try {
            hiveMq.start();
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            stop();
            throw new IllegalStateException(
                    "The broker did not start on 127.0.0.1:" + settings.port + "; is the port in use?", e);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(handler);
        }
    }

    private void stop() {
        open.set(false);
        feed.close();
        try {
            hiveMq.stop();
        } catch (RuntimeException e) {
            LOG.warn("The broker did not stop cleanly: {}", e.toString());
        } finally {
            RUNNING.set(false);
            delete(directory);
        }
        afterClose.forEach(Runnable::run);
    }

    private static Optional<Integer> portOf(ListenerType type) {
        return Services.adminService().getServerInformation().getListener().stream()
                .filter(listener -> listener.getListenerType() == type)
                .map(listener -> listener.getPort())
                .findFirst();
    }

    private void writeConfiguration() {
        String configuration = BrokerConfiguration.xml(settings.port, settings.tlsPort, settings.tls);
        try {
            Files.createDirectories(directory.resolve("data"));
            Files.createDirectories(directory.resolve("extensions"));
            Files.writeString(Files.createDirectories(directory.resolve("conf")).resolve("config.xml"), configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory("iot-broker-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warn("Could not remove {}: {}", directory, e.toString());
        }
    }

    static {
        // A client's PUBLISH to $aws/… would otherwise end its connection.
        InternalConfigurations.MQTT_ALLOW_DOLLAR_TOPICS.set(true);
        InternalConfigurations.PERSISTENCE_SHUTDOWN_GRACE_PERIOD_MSEC.set(100);
        InternalConfigurations.PERSISTENCE_BUCKET_COUNT.set(4);
        Configurator.setLevel("com.hivemq", Level.ERROR);
        Configurator.setLevel("jetbrains.exodus", Level.ERROR);
    }

    /** Settings of a broker; each has a default. */
    public static final class Builder {
        private int port;
        private int tlsPort;
        private Optional<Certificates> tls = Optional.empty();
        private Clock clock = Clock.systemUTC();
        private Duration versionResetAfter = Duration.ofHours(1);
        private Optional<Versions> versions = Optional.empty();
        private Predicate<String> refuse = clientId -> false;
        private boolean exclusiveThings;
        private Mischief mischief = Mischief.NONE;
        private final DirectMessages directMessages = new DirectMessages();
        private final Set<String> denied = ConcurrentHashMap.newKeySet();

        private Builder() {}

        /** 0, the default, takes a free one. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** Adds a TLS listener on a free port that wants client certificates of the same authority. */
        public Builder tls(Certificates certificates) {
            this.tls = Optional.of(certificates);
            return this;
        }

        /** The clock of timestamps and of the version counters. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /** How long a client is away before its version counter starts again at 0; default one hour. */
        public Builder versionResetAfter(Duration away) {
            this.versionResetAfter = away;
            return this;
        }

        /** Clients that may not connect; each attempt is reported by a {@code connect_failed} event. Default: none. */
        public Builder refuse(Predicate<String> clientIds) {
            this.refuse = clientIds;
            return this;
        }

        /** Whether events carry {@code thingName}, as for things that are attached exclusively. Default: no. */
        public Builder exclusiveThings(boolean exclusive) {
            this.exclusiveThings = exclusive;
            return this;
        }

        /** What goes wrong with lifecycle events on their way; default: nothing. */
        public Builder mischief(Mischief mischief) {
            this.mischief = mischief;
            return this;
        }

        /**
         * Returns once clients can connect.
         *
         * @throws IllegalStateException if the port is in use, or another broker runs in this JVM
         */
        public Broker start() {
            return new Broker(this, new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>());
        }

        private Versions versions() {
            if (versions.isEmpty()) {
                versions = Optional.of(new Versions(clock, versionResetAfter));
            }
            return versions.get();
        }

        private Builder with(int samePort, int sameTlsPort) {
            this.port = samePort;
            this.tlsPort = sameTlsPort;
            return this;
        }
    }
}
