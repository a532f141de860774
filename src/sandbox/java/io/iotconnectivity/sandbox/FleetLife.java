package io.iotconnectivity.sandbox;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What happens to devices in the field, by seeded chance. All decisions are made on one thread. A device that the
 * broker has lost without our doing, for example because it was restarted, reconnects within seconds.
 */
final class FleetLife implements AutoCloseable {
    private static final Duration LOOK_FOR_LOST_DEVICES = Duration.ofSeconds(5);
    private static final Duration BETWEEN_TWO_ATTEMPTS = Duration.ofSeconds(5);
    private static final int REFUSED_ATTEMPTS = 3;

    private final List<Device> devices;
    private final Duration pace;
    private final Consumer<String> story;
    private final Random chance;
    private final Duration telemetry;
    private final Optional<Broker> broker;
    private final Set<Device> busy = ConcurrentHashMap.newKeySet();
    /** Connected, but without telemetry. */
    private final Set<Device> quiet = ConcurrentHashMap.newKeySet();

    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "fleet-life");
        thread.setDaemon(true);
        return thread;
    });

    /** @param broker refuses and throttles devices now and then; without one that does not happen */
    FleetLife(Collection<Device> devices, FleetSettings settings, Consumer<String> story, Optional<Broker> broker) {
        this.devices = List.copyOf(devices);
        this.pace = settings.pace();
        this.telemetry = settings.telemetry();
        this.broker = broker;
        this.story = story;
        this.chance = new Random(settings.seed());
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void begin() {
        story.accept(devices.stream().filter(Device::isConnected).count() + " of " + devices.size()
                + " devices are connected");
        after(pace, this::somethingHappens);
        after(LOOK_FOR_LOST_DEVICES, this::reconnectTheLost);
        if (!telemetry.isZero()) {
            after(telemetry, this::sendTelemetry);
        }
    }

    private void somethingHappens() {
        after(Duration.ofMillis((long) (pace.toMillis() * 2 * chance.nextDouble())), this::somethingHappens);
        Device device = devices.get(chance.nextInt(devices.size()));
        int dice = chance.nextInt(100);
        Duration away = Duration.ofSeconds(15 + chance.nextInt(25));
        if (device.isConnected() && busy.add(device)) {
            happensTo(device, dice, away);
        }
    }

    private void happensTo(Device device, int dice, Duration away) {
        if (dice < 20) {
            Duration blink = Duration.ofSeconds(1 + away.toSeconds() % 3);
            tell(device, "loses its connection for " + blink.toSeconds() + " s, too short for an alarm");
            comesBack(device, device.vanish(), blink);
        } else if (dice < 45) {
            tell(device, "vanishes: connection cut, will sent; back in " + away.toSeconds() + " s");
            comesBack(device, device.vanish(), away);
        } else if (dice < 55) {
            tell(
                    device,
                    "is half-open: its socket stays, nothing comes through; the broker has to notice by the"
                            + " keep-alive; back " + away.toSeconds() + " s after that");
            comesBack(device, device.fallSilent().thenCompose(silent -> device.closed()), away);
        } else if (dice < 67) {
            tell(device, "disconnects properly: planned, no alarm; back in " + away.toSeconds() + " s");
            comesBack(device, device.disconnect(), away);
        } else if (dice < 75) {
            tell(device, "flaps: four short connections");
            flap(device, 4);
        } else if (dice < 83) {
            tell(device, "is taken over by a second client with its id; its old connection ends, will and all");
            device.takeOver().whenComplete((done, failed) -> busy.remove(device));
        } else if (dice < 90 && sendsTelemetry(device)) {
            goesQuiet(device, away.multipliedBy(2));
        } else if (dice < 95 && broker.isPresent()) {
            tell(device, "may not connect any more: its policy was changed; allowed again after three attempts");
            broker.get().deny(device.id());
            device.vanish().whenComplete((gone, failed) -> tryInVain(device, broker.get(), REFUSED_ATTEMPTS));
        } else if (broker.isPresent()) {
            tell(
                    device,
                    "is throttled: it sent more than its quota, and AWS ends the connection; back in "
                            + away.toSeconds() + " s");
            comesBack(device, broker.get().throttle(device.id()).thenCompose(ended -> device.closed()), away);
        } else {
            busy.remove(device);
        }
    }

    private void goesQuiet(Device device, Duration quietTime) {
        tell(device, "goes quiet: connected, but no telemetry for " + quietTime.toSeconds() + " s");
        quiet.add(device);
        after(quietTime, () -> {
            quiet.remove(device);
            busy.remove(device);
            tell(device, "sends telemetry again");
        });
    }

    private void tryInVain(Device device, Broker broker, int attempts) {
        after(BETWEEN_TWO_ATTEMPTS, () -> {
            if (attempts == 0) {
                broker.allow(device.id());
                comesBack(device, CompletableFuture.completedFuture(null), Duration.ZERO);
            } else {
                device.connect().whenComplete((connected, refused) -> tryInVain(device, broker, attempts - 1));
            }
        });
    }

    private boolean sendsTelemetry(Device device) {
        return !telemetry.isZero() && device.id().matches(FleetSettings.TELEMETRY_CLIENTS);
    }

    private void sendTelemetry() {
        after(telemetry, this::sendTelemetry);
        devices.stream()
                .filter(device -> sendsTelemetry(device) && !quiet.contains(device))
                .forEach(Device::sendTelemetry);
    }

    private void comesBack(Device device, CompletableFuture<Void> gone, Duration away) {
        gone.whenComplete((done, failed) -> after(away, () -> device.connect().whenComplete((connected, refused) -> {
            busy.remove(device);
            tell(device, refused == null ? "is back" : "could not come back, and tries again");
        })));
    }

    private void flap(Device device, int times) {
        if (times == 0) {
            busy.remove(device);
        } else {
            device.vanish()
                    .whenComplete((gone, failed) -> after(Duration.ofSeconds(1), () -> device.connect()
                            .whenComplete((connected, refused) ->
                                    after(Duration.ofSeconds(1), () -> flap(device, times - 1)))));
        }
    }

    private void reconnectTheLost() {
        after(LOOK_FOR_LOST_DEVICES, this::reconnectTheLost);
        for (Device device : devices) {
            if (!device.isConnected() && busy.add(device)) {
                device.connect().whenComplete((connected, refused) -> busy.remove(device));
            }
        }
    }

    private void tell(Device device, String what) {
        story.accept(device.id() + " " + what);
    }

    private void after(Duration delay, Runnable task) {
        if (!clock.isShutdown()) {
            clock.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        clock.shutdown();
    }
}
