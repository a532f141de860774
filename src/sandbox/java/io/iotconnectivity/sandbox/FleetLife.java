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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Simulates what happens to devices in the field, by seeded chance. All decisions are made on one thread. A device that
 * loses its connection for another reason, for example a restart of the broker, reconnects within seconds.
 */
final class FleetLife implements AutoCloseable {
    private static final Duration LOOK_FOR_LOST_DEVICES = Duration.ofSeconds(5);
    private static final Duration BETWEEN_TWO_ATTEMPTS = Duration.ofSeconds(5);
    private static final int REFUSED_ATTEMPTS = 3;
    private static final int SITE_OUTAGE_EVERY = 40;
    private static final int FIRMWARE_FAULT_EVERY = 70;
    private static final int QUARREL_EVERY = 25;
    private static final int DEAF_EVERY = 30;
    private static final Duration DEAF = Duration.ofSeconds(45);
    private static final String OTHER_ADDRESS = "127.0.0.2";
    private static final Pattern SITE = Pattern.compile(FleetSettings.GROUP_PATTERN);

    private final List<Device> devices;
    private final Duration pace;
    private final Consumer<String> story;
    private final Random chance;
    private final Duration telemetry;
    private final Optional<Broker> broker;
    private final Set<Device> busy = ConcurrentHashMap.newKeySet();
    /** Connected, but without telemetry. */
    private final Set<Device> quiet = ConcurrentHashMap.newKeySet();

    private int happenings;

    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "fleet-life");
        thread.setDaemon(true);
        return thread;
    });

    /** @param broker refuses and throttles devices occasionally; without a broker this does not happen */
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
        happenings++;
        if (happenings % SITE_OUTAGE_EVERY == 0) {
            siteOutage();
        }
        if (happenings % FIRMWARE_FAULT_EVERY == 0) {
            firmwareFault();
        }
        if (happenings % DEAF_EVERY == DEAF_EVERY / 2) {
            goesDeaf();
        }
        Device device = devices.get(chance.nextInt(devices.size()));
        if (happenings % QUARREL_EVERY == 0 && device.isConnected() && busy.add(device)) {
            tell(device, "shares its id with a second client at another address: they take it from each other");
            quarrel(device, 6);
            return;
        }
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
                    "is half-open: its socket stays open but nothing gets through; the broker has to notice by the"
                            + " keep-alive; back " + away.toSeconds() + " s after that");
            comesBack(device, device.fallSilent().thenCompose(silent -> device.closed()), away);
        } else if (dice < 67) {
            boolean sleeps = device.id().matches(FleetSettings.SLEEPER_CLIENTS);
            tell(
                    device,
                    (sleeps
                                    ? "goes to sleep: no alarm, unless it is not back in 30 s"
                                    : "disconnects properly: planned, no alarm")
                            + "; back in " + away.toSeconds() + " s");
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
            tell(device, "may no longer connect: its policy was changed; allowed again after three attempts");
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

    /**
     * A storm: all devices of a site drop at once, with their gateway or, if only the site's network fails, without it.
     */
    private void siteOutage() {
        List<String> sites = devices.stream()
                .map(FleetLife::site)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        if (sites.isEmpty()) {
            return;
        }
        String site = sites.get(chance.nextInt(sites.size()));
        boolean gatewayToo = chance.nextBoolean();
        Duration away = Duration.ofSeconds(20 + chance.nextInt(30));
        story.accept(
                site + (gatewayToo ? " loses its gateway and all behind it" : " loses its network, not the gateway")
                        + " for " + away.toSeconds() + " s: one ticket");
        devices.stream()
                .filter(device -> site(device).filter(site::equals).isPresent())
                .filter(device -> gatewayToo || !device.id().endsWith("-gateway"))
                .filter(device -> device.isConnected() && busy.add(device))
                .forEach(device -> device.vanish()
                        .whenComplete((gone, failed) -> after(away, () -> device.connect()
                                .whenComplete((connected, refused) -> busy.remove(device)))));
    }

    /** A gateway stays connected, but without its subscription: commands do not reach it. */
    private void goesDeaf() {
        devices.stream()
                .filter(device -> device.id().matches(FleetSettings.GATEWAY_CLIENTS) && device.isConnected())
                .filter(busy::add)
                .findFirst()
                .ifPresent(device -> {
                    tell(device, "loses its subscription but not its connection: deaf for " + DEAF.toSeconds() + " s");
                    device.unsubscribe()
                            .whenComplete((done, failed) ->
                                    after(DEAF, () -> device.subscribe().whenComplete((granted, lost) -> {
                                        busy.remove(device);
                                        tell(device, "has its subscription again");
                                    })));
                });
    }

    /** A storm across the fleet, of devices that have only their firmware in common. */
    private void firmwareFault() {
        Duration away = Duration.ofSeconds(40);
        List<Device> faulty = devices.stream()
                .filter(device -> FleetSettings.firmware(device.id()).equals(FleetSettings.NEW_FIRMWARE))
                .filter(device -> device.isConnected() && busy.add(device))
                .toList();
        story.accept("firmware " + FleetSettings.NEW_FIRMWARE + " crashes on " + faulty.size() + " devices for "
                + away.toSeconds() + " s: one ticket, which says so");
        faulty.forEach(device -> comesBack(device, device.vanish(), away));
    }

    private static Optional<String> site(Device device) {
        return Optional.of(SITE.matcher(device.id())).filter(Matcher::matches).map(found -> found.group("group"));
    }

    private void quarrel(Device device, int times) {
        if (times == 0) {
            busy.remove(device);
        } else {
            (times % 2 == 0 ? device.takeOverFrom(OTHER_ADDRESS) : device.takeOver())
                    .whenComplete((done, failed) -> after(Duration.ofSeconds(1), () -> quarrel(device, times - 1)));
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
            tell(device, refused == null ? "is back" : "could not reconnect and tries again");
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
