package io.iotconnectivity.aws.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.ThingRule;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Connectivity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ThingClassesTest {
    private static final ThingRule METERS =
            new ThingRule(Optional.of(ClientPattern.of("meter-.*")), Optional.empty(), Optional.empty());
    private static final ThingRule GAS =
            new ThingRule(Optional.empty(), Optional.of("kind"), Optional.of(ClientPattern.of("gas")));

    private final ThingGroups things = new ThingGroups(
            new ThingGroupSettings(Optional.empty(), Optional.empty(), Duration.ofMinutes(15)),
            Map.of("meters", METERS, "gas", GAS));

    @Test
    void classesOfAThingAreKnownOnceItHasBeenReadAndOfOthersOnceAllHave() throws Exception {
        assertThat(things.classesOf(device("a"))).isEmpty();

        things.readOn((query, limit, after) ->
                new FleetPage(List.of(thing("a", Optional.of("meter-2"), Map.of("kind", "gas"))), Optional.of("next")));
        assertThat(things.classesOf(device("a")).orElseThrow()).containsExactlyInAnyOrder("meters", "gas");
        assertThat(things.classesOf(device("b"))).isEmpty();
        assertThat(things.isRead()).isFalse();

        things.readOn((query, limit, after) ->
                new FleetPage(List.of(thing("b", Optional.empty(), Map.of())), Optional.empty()));
        assertThat(things.isRead()).isTrue();
        assertThat(things.classesOf(device("b")).orElseThrow()).isEmpty();
        assertThat(things.classesOf(device("no-thing")).orElseThrow()).isEmpty();
    }

    @Test
    void thingThatChangesIsOfItsNewClassOnceAllHaveBeenReadAgain() throws Exception {
        things.readOn((query, limit, after) ->
                new FleetPage(List.of(thing("a", Optional.of("meter-2"), Map.of())), Optional.empty()));
        things.readOn((query, limit, after) ->
                new FleetPage(List.of(thing("a", Optional.empty(), Map.of("kind", "gas"))), Optional.empty()));

        assertThat(things.classesOf(device("a")).orElseThrow()).containsExactly("gas");
    }

    private static Presence device(String client) {
        return Presence.unseen(new ClientId(client));
    }

    private static FleetThing thing(String name, Optional<String> type, Map<String, String> attributes) {
        Connectivity unknown = Connectivity.of(Connectivity.Status.UNKNOWN, Optional.empty(), Optional.empty());
        return new FleetThing(name, name, unknown, type, List.of(), attributes);
    }
}
