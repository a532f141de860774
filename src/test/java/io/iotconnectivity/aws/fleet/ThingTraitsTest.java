package io.iotconnectivity.aws.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.breakdown.Dimension;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connectivity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThingTraitsTest {
    private static final Dimension SERIAL = Dimension.attribute("serial");

    private final ThingGroups things = new ThingGroups(
            new ThingGroupSettings(Optional.empty(), Optional.empty(), Duration.ofMinutes(15), List.of("serial")));

    @Test
    void traitsOfAThingAreThoseOfTheLatestReading() throws Exception {
        read(thing("a", "1"));
        read(thing("a", "2"));

        assertThat(traits("a")).isEqualTo(Map.of(SERIAL, "2"));
    }

    @Test
    void combinationsThatNoThingHasAnyMoreTakeNoRoom() throws Exception {
        read(IntStream.range(0, ThingGroups.MOST_TRAITS)
                .mapToObj(i -> thing("thing-" + i, "old-" + i))
                .toArray(FleetThing[]::new));
        read(thing("thing-0", "new"), thing("thing-1", "old-1"));

        assertThat(traits("thing-0")).isEqualTo(Map.of(SERIAL, "new"));
        assertThat(traits("thing-1")).isEqualTo(Map.of(SERIAL, "old-1"));
        assertThat(traits("thing-2")).isEmpty();
    }

    private Map<Dimension, String> traits(String client) {
        return things.traitsOf(Presence.unseen(new ClientId(client)));
    }

    private void read(FleetThing... all) throws InterruptedException {
        things.readOn((query, limit, after) -> new FleetPage(List.of(all), Optional.empty()));
    }

    private static FleetThing thing(String name, String serial) {
        Connectivity unknown = Connectivity.of(Connectivity.Status.UNKNOWN, Optional.empty(), Optional.empty());
        return new FleetThing(name, name, unknown, Optional.empty(), List.of(), Map.of("serial", serial));
    }
}
