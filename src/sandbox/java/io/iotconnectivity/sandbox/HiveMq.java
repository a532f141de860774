package io.iotconnectivity.sandbox;

import com.codahale.metrics.MetricRegistry;
import com.hivemq.HiveMQServer;
import com.hivemq.bootstrap.NettyShutdownHook;
import com.hivemq.bootstrap.netty.NettyConfiguration;
import com.hivemq.common.shutdown.HiveMQShutdownHook;
import com.hivemq.common.shutdown.ShutdownHooks;
import com.hivemq.configuration.ConfigurationBootstrap;
import com.hivemq.configuration.info.SystemInformationImpl;
import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.persistence.connection.ConnectionPersistence;
import io.netty.util.concurrent.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * HiveMQ CE in this JVM. It stops at once, where {@link com.hivemq.embedded.EmbeddedHiveMQ} keeps its event loops for
 * two idle seconds: half of what a test with a broker of its own took.
 */
final class HiveMq {
    private static final boolean SETS_UP_LOGGING = false;
    private static final boolean MIGRATES = false;

    private final SystemInformationImpl system;
    private final EmbeddedExtension extension;
    private HiveMQServer server;

    /** Needs the folders {@code conf} (with a configuration), {@code data} and {@code extensions} in this one. */
    HiveMq(Path directory, EmbeddedExtension extension) {
        this.system = new SystemInformationImpl(
                true,
                true,
                directory.resolve("conf").toFile(),
                directory.resolve("data").toFile(),
                directory.resolve("extensions").toFile());
        this.extension = extension;
    }

    /**
     * Returns once clients can connect.
     *
     * @throws Exception of HiveMQ's own kinds, which it does not declare any closer
     */
    void start() throws Exception {
        InternalConfigurations.AUTH_DENY_UNAUTHENTICATED_CONNECTIONS.set(false);
        system.init();
        server = new HiveMQServer(
                system,
                new MetricRegistry(),
                ConfigurationBootstrap.bootstrapConfig(system),
                SETS_UP_LOGGING,
                MIGRATES);
        server.bootstrap();
        server.startInstance(extension);
        replaceTheHookThatWaits(server.getInjector().getInstance(ShutdownHooks.class));
    }

    /** Cuts all clients off and returns once every thread has ended; also where {@link #start} has failed halfway. */
    void stop() {
        if (server != null && server.getInjector() != null) {
            server.stop();
        }
    }

    private void replaceTheHookThatWaits(ShutdownHooks hooks) {
        List<HiveMQShutdownHook> waiting = hooks.getShutdownHooks().values().stream()
                .filter(NettyShutdownHook.class::isInstance)
                .toList();
        if (waiting.isEmpty()) {
            throw new IllegalStateException("This release of HiveMQ ends its event loops by another hook");
        }
        waiting.forEach(hooks::remove);
        hooks.add(new EndEventLoops(
                server.getInjector().getInstance(ConnectionPersistence.class),
                server.getInjector().getInstance(NettyConfiguration.class)));
    }

    /** Does what {@link NettyShutdownHook} does, without its quiet period. */
    private record EndEventLoops(ConnectionPersistence connections, NettyConfiguration netty)
            implements HiveMQShutdownHook {
        private static final int NO_QUIET_PERIOD = 0;
        private static final int SECONDS_AT_MOST = 10;

        @Override
        public String name() {
            return "Event loops, at once";
        }

        @Override
        public Priority priority() {
            return Priority.MEDIUM;
        }

        @Override
        public void run() {
            try {
                connections.shutDown().get(SECONDS_AT_MOST, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException("Clients could not be cut off", e);
            } finally {
                connections.interruptShutdown();
                List<Future<?>> ends = List.of(
                        netty.getChildEventLoopGroup()
                                .shutdownGracefully(NO_QUIET_PERIOD, SECONDS_AT_MOST, TimeUnit.SECONDS),
                        netty.getParentEventLoopGroup()
                                .shutdownGracefully(NO_QUIET_PERIOD, SECONDS_AT_MOST, TimeUnit.SECONDS));
                ends.forEach(Future::awaitUninterruptibly);
            }
        }
    }
}
