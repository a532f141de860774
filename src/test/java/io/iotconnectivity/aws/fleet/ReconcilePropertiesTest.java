package io.iotconnectivity.aws.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.aws.fleet.FleetIndexException.Kind;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ReconcilePropertiesTest {
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    /** The true state of one device. */
    private record Truth(boolean connected, long version) {}

    @Property(tries = 200)
    void whateverIsLostEveryDeviceConvergesToTheTruth(
            @ForAll @IntRange(min = 1, max = 12) int devices,
            @ForAll @IntRange(min = 0, max = 60) int changes,
            @ForAll @IntRange(min = 0, max = 100) int lost,
            @ForAll Random random)
            throws Exception {
        World world = new World();
        world.reconciler.prepare();
        for (int i = 0; i < changes; i++) {
            world.change("device-" + random.nextInt(devices), random.nextInt(100) >= lost);
            world.engine.passes(Duration.ofSeconds(random.nextInt(400)));
            if (random.nextInt(8) == 0) {
                world.blink();
            }
            if (random.nextInt(4) == 0) {
                world.index.fails(random.nextBoolean() ? Kind.THROTTLED : Kind.UNREACHABLE);
            }
            world.work();
        }

        // AWS's last response is outdated by now, and the clock triggers the next sweeps.
        for (int i = 0; i < 100; i++) {
            world.engine.passes(Duration.ofMinutes(5));
            world.work();
        }

        world.truth.forEach((device, is) -> assertThat(world.engine.verdict(device))
                .as(device)
                .isEqualTo(is.connected() ? Verdict.ONLINE : Verdict.OFFLINE));
        world.assertPairs();
    }

    @Property(tries = 100)
    void outagesThatBeganAndEndedWhileWeWereBlindRaiseNoAlarm(
            @ForAll @IntRange(min = 1, max = 12) int devices, @ForAll Random random) throws Exception {
        World world = new World();
        for (int i = 0; i < devices; i++) {
            world.change("device-" + i, true);
        }
        world.reconciler.prepare();
        world.work();
        world.engine.passes(Duration.ofHours(2));
        world.work();
        // Some have just disconnected when we go blind: they are in their grace period.
        for (int i = 0; i < devices; i++) {
            if (random.nextBoolean()) {
                world.change("device-" + i, true);
            }
        }
        world.feed = feed(world.feed.source(), false, world.clock.instant());
        world.work();
        for (int i = 0; i < devices; i++) {
            if (world.truth.get("device-" + i).connected()) {
                world.clock.advance(Duration.ofMillis(random.nextInt(500)));
                world.change("device-" + i, false);
            }
            world.clock.advance(Duration.ofMillis(random.nextInt(1000)));
            world.change("device-" + i, false);
        }
        world.clock.advance(Duration.ofSeconds(random.nextInt(3600)));
        world.feed = feed(world.feed.source(), true, world.clock.instant());
        for (int i = 0; i < 40; i++) {
            world.work();
            world.engine.passes(Duration.ofSeconds(20));
        }

        assertThat(world.engine.announced()).isEmpty();
        world.truth.keySet().forEach(device -> assertThat(world.engine.verdict(device))
                .isEqualTo(Verdict.ONLINE));
    }

    /** A fleet, our view of it, and the truth. */
    private static final class World {
        final HandClock clock = new HandClock(START);
        final RuledEngine engine = new RuledEngine(Policy.defaults(), clock);
        final SimulatedIndex index = new SimulatedIndex(3);
        final Map<String, Truth> truth = new HashMap<>();
        volatile Sight feed = feed("source-presence", true, START);
        final Reconciler reconciler = new Reconciler(
                index,
                engine,
                new ReconcileSettings(
                        true, Duration.ofHours(1), SimulatedIndex.ALL, Duration.ofSeconds(30), 2, RetireSettings.NONE),
                () -> List.of(feed),
                client -> false,
                DeviceClasses.none(Policy.defaults()),
                clock,
                new SimpleMeterRegistry());

        void blink() {
            feed = feed(feed.source(), true, clock.instant());
        }

        /** A device connects or disconnects; AWS always knows, we only if the message is not lost. */
        void change(String device, boolean heard) {
            Truth before = truth.getOrDefault(device, new Truth(false, 0));
            Truth after = new Truth(!before.connected(), before.version() + (before.connected() ? 0 : 1));
            truth.put(device, after);
            Instant now = clock.instant();
            if (after.connected()) {
                index.connected(device, now, Duration.ofSeconds(60));
            } else {
                index.gone(device, now, Reason.CONNECTION_LOST);
            }
            if (heard) {
                ClientId client = new ClientId(device);
                engine.accept(
                        after.connected()
                                ? new Signal.Connected(client, now, connection(after))
                                : new Signal.Disconnected(client, now, connection(after), Reason.CONNECTION_LOST));
            }
        }

        private static Connection connection(Truth of) {
            return new Connection(
                    OptionalLong.of(of.version()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        void work() throws InterruptedException {
            while (reconciler.work()) {
                assertThat(index.asked.size()).isLessThan(10_000);
            }
        }

        /** No device is reported offline twice, or online without having been offline. */
        void assertPairs() {
            Map<String, String> last = new HashMap<>();
            for (String announced : engine.announced()) {
                String device = announced.split(" ")[0];
                String what = announced.split(" ")[1];
                assertThat(what).isNotEqualTo(last.getOrDefault(device, "online"));
                last.put(device, what);
            }
        }
    }

    private static Sight feed(String source, boolean connected, Instant since) {
        return new Sight(
                source,
                connected ? Sight.State.SEES : Sight.State.AWAY,
                Sight.Carries.CONNECTIONS,
                since,
                Optional.empty());
    }
}
