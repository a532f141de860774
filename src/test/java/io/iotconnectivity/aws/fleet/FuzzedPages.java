package io.iotconnectivity.aws.fleet;

import io.iotconnectivity.aws.budget.CallBudget;
import io.iotconnectivity.engine.sqlite.FuzzedStore;
import io.iotconnectivity.fuzz.AnswersOfAws;
import io.iotconnectivity.fuzz.Holds;
import io.iotconnectivity.fuzz.Target;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iot.IotClient;

/** Answers of the fleet index, read by the SDK and beside it: each is things that can be kept, or a failed call. */
public final class FuzzedPages {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final ClientId CLIENT = new ClientId("a");

    public static final List<Target> TARGETS = List.of(
            new Target("fleet-page", FuzzedPages::page).takingLong(),
            new Target("fleet-statistics", FuzzedPages::statistics).takingLong());

    private FuzzedPages() {}

    private static void page(byte[] input) throws InterruptedException {
        Lazy.AWS.answer(input);
        try {
            for (FleetThing thing :
                    Lazy.INDEX.search("thingName:*", 100, Optional.empty()).things()) {
                FuzzedStore.take(List.of(new Signal.Reconciled(CLIENT, NOW, thing.connectivity())));
                FleetItem.of(thing);
            }
        } catch (FleetIndexException failed) {
            Holds.that(!failed.getMessage().isBlank(), "failed without a word");
        }
    }

    private static void statistics(byte[] input) throws InterruptedException {
        Lazy.AWS.answer(input);
        try {
            Lazy.INDEX.statistics("thingName:*");
        } catch (FleetIndexException failed) {
            Holds.that(!failed.getMessage().isBlank(), "failed without a word");
        }
    }

    private static final class Lazy {
        static final AnswersOfAws AWS = new AnswersOfAws();
        private static final IotClient CLIENT = AWS.client(IotClient.builder());
        static final FleetIndex INDEX = new FleetIndex(
                () -> CLIENT,
                new CallBudget("fuzz", 1_000_000, new SimpleMeterRegistry()),
                Duration.ofSeconds(1),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }
}
