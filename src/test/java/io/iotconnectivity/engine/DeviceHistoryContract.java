package io.iotconnectivity.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every engine lists of devices that were heard of, and of their events. */
public abstract class DeviceHistoryContract extends EngineContract {
    @Test
    void devicesAreListedPageByPage() {
        for (String id : List.of("b", "a", "c%", "c_", "C/1")) {
            accept(connected(id, 1));
        }
        accept(disconnected("a", 2));

        Ledger ledger = engine.ledger();
        Ledger.Page<?> first = ledger.devices(DeviceQuery.ALL, 2);
        assertThat(first.total()).isEqualTo(5);
        assertThat(first.items()).hasSize(2);
        Ledger.Page<?> rest = ledger.devices(devices(Optional.empty(), Optional.empty(), first.next()), 10);
        assertThat(rest.items()).hasSize(3);
        assertThat(rest.next()).isEmpty();
        assertThat(ids(ledger.devices(devices(Optional.of(Verdict.SUSPECT), Optional.empty(), Optional.empty()), 10)))
                .containsExactly("a");
        assertThat(ids(ledger.devices(devices(Optional.empty(), Optional.of("%"), Optional.empty()), 10)))
                .containsExactly("c%");
        assertThat(ids(ledger.devices(devices(Optional.empty(), Optional.of("_"), Optional.empty()), 10)))
                .containsExactly("c_");
        assertThat(ids(ledger.devices(devices(Optional.empty(), Optional.of("c"), Optional.empty()), 10)))
                .containsExactly("C/1", "c%", "c_");
    }

    @Test
    void severalDevicesAreReadAtOnceAndUnheardOnesAreLeftOut() {
        accept(connected("a", 1));
        accept(connected("b%", 1));
        accept(connected("c", 1));

        assertThat(engine.ledger().devices(List.of(new ClientId("c"), new ClientId("b%"), new ClientId("x"))))
                .extracting(device -> device.client().value())
                .containsExactlyInAnyOrder("b%", "c");
        assertThat(engine.ledger().devices(List.of())).isEmpty();
    }

    @Test
    void eventsOfADeviceAreListedNewestFirst() {
        for (int i = 1; i <= 5; i++) {
            accept(connected("a", i));
            accept(connected("b", i));
        }

        Ledger.Page<Event> first = engine.ledger().events(new ClientId("a"), Optional.empty(), 2);
        assertThat(first.items()).extracting(Event::id).containsExactly("a-000005", "a-000004");
        assertThat(first.total()).isEqualTo(5);
        Ledger.Page<Event> rest = engine.ledger().events(new ClientId("a"), first.next(), 10);
        assertThat(rest.items()).extracting(Event::id).containsExactly("a-000003", "a-000002", "a-000001");
        assertThat(rest.next()).isEmpty();
    }

    private static DeviceQuery devices(Optional<Verdict> state, Optional<String> contains, Optional<String> after) {
        return DeviceQuery.ALL.withState(state).containing(contains).after(after.map(DevicePlace::of));
    }

    private static List<String> ids(Ledger.Page<Presence> page) {
        return page.items().stream().map(device -> device.client().value()).toList();
    }
}
