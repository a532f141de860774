package io.iotconnectivity.sandbox;

import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Simulated devices on one broker, which act on their own or on the commands of a test. */
public final class Fleet implements AutoCloseable {
    private static final Duration BETWEEN_TWO_CONNECTS = Duration.ofMillis(5);
    private static final Duration TIME_TO_SAY_GOODBYE = Duration.ofSeconds(10);

    private final Map<String, Device> devices;
    private final Optional<FleetLife> life;

    private Fleet(Map<String, Device> devices, Optional<FleetLife> life) {
        this.devices = devices;
        this.life = life;
    }

    /**
     * Creates the devices. With a pace of zero they connect only on command; otherwise they connect one after the other
     * and act on their own until {@link #close()}.
     *
     * @param broker also refuses and throttles devices now and then
     * @param story  receives one line for everything that happens
     */
    public static Fleet start(Broker broker, FleetSettings settings, Consumer<String> story) {
        return start(broker.url(), settings, story, Optional.of(broker));
    }

    /**
     * Creates the devices on any broker.
     *
     * @param brokerUrl {@code tcp://host:port}
     */
    public static Fleet start(String brokerUrl, FleetSettings settings, Consumer<String> story) {
        return start(brokerUrl, settings, story, Optional.empty());
    }

    public static Fleet start(String brokerUrl, FleetSettings settings) {
        return start(brokerUrl, settings, line -> {});
    }

    private static Fleet start(
            String brokerUrl, FleetSettings settings, Consumer<String> story, Optional<Broker> severe) {
        URI broker = URI.create(brokerUrl);
        Map<String, Device> devices = new LinkedHashMap<>();
        settings.clientIds().forEach(id -> devices.put(id, new Device(id, broker, settings.keepAlive())));
        if (settings.pace().isZero()) {
            return new Fleet(devices, Optional.empty());
        }
        FleetLife life = new FleetLife(devices.values(), settings, story, severe);
        Fleet fleet = new Fleet(devices, Optional.of(life));
        fleet.connectAll().thenRun(life::begin);
        return fleet;
    }

    /** @throws IllegalArgumentException if there is no such device */
    public Device device(String id) {
        return Optional.ofNullable(devices.get(id))
                .orElseThrow(() -> new IllegalArgumentException("There is no device " + id));
    }

    public Collection<Device> devices() {
        return Collections.unmodifiableCollection(devices.values());
    }

    public long connectedCount() {
        return devices.values().stream().filter(Device::isConnected).count();
    }

    /** Connects one device after the other, 200 a second; completes when all have tried. */
    public CompletableFuture<Void> connectAll() {
        CompletableFuture<?>[] attempts = new CompletableFuture<?>[devices.size()];
        int number = 0;
        for (Device device : devices.values()) {
            Executor itsTurn = CompletableFuture.delayedExecutor(
                    BETWEEN_TWO_CONNECTS.multipliedBy(number).toMillis(), TimeUnit.MILLISECONDS);
            attempts[number++] = CompletableFuture.supplyAsync(device::connect, itsTurn)
                    .thenCompose(connected -> connected)
                    .exceptionally(refused -> null);
        }
        return CompletableFuture.allOf(attempts);
    }

    /** All devices disconnect properly. */
    @Override
    public void close() {
        life.ifPresent(FleetLife::close);
        CompletableFuture.allOf(
                        devices.values().stream().map(Device::disconnect).toArray(CompletableFuture<?>[]::new))
                .exceptionally(alreadyGone -> null)
                .completeOnTimeout(null, TIME_TO_SAY_GOODBYE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
