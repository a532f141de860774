package io.iotconnectivity;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.aws.connectivity.ListingSettings;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.presence.RequiredFilters;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.web.Served;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ListeningTest {
    private static final Policy REQUIRING =
            Policy.defaults().requiring(new RequiredFilters(List.of("cmd/${clientId}")));

    private final List<ClientId> asked = new ArrayList<>();
    private final List<ClientId> again = new ArrayList<>();

    @AutoClose
    private final Served served = Served.start();

    @Test
    void deafDevicesAreAskedAbout() {
        served.engine.listed.devices.add(Served.device("a", Verdict.ONLINE, List.of("cmd/a")));
        served.engine.listed.devices.add(Served.device("b", Verdict.ONLINE));

        try (Listening listening = listening(REQUIRING)) {
            listening.lookAtDeaf();
        }

        assertThat(asked).extracting(ClientId::value).containsExactly("a");
        assertThat(served.engine.accepted).isEmpty();
    }

    @Test
    void whereNothingIsRequiredAnyMoreNobodyStaysDeaf() {
        served.engine.listed.devices.add(Served.device("a", Verdict.ONLINE, List.of("cmd/a")));

        try (Listening listening = listening(Policy.defaults())) {
            listening.lookAtDeaf();
        }

        assertThat(asked).isEmpty();
        assertThat(served.engine.accepted)
                .containsExactly(new Signal.Listed(new ClientId("a"), Served.NOW, Optional.empty()));
    }

    @Test
    void connectedDevicesThatMustBeSubscribedAreAskedAbout() {
        served.engine.listed.devices.add(Served.device("a", Verdict.ONLINE));
        served.engine.listed.devices.add(Served.device("b", Verdict.OFFLINE));
        served.engine.listed.devices.add(Served.device("c", Verdict.STALE));

        try (Listening listening = listening(REQUIRING)) {
            listening.lookAtOthers();
        }

        assertThat(asked).extracting(ClientId::value).containsExactly("a", "c");
    }

    @Test
    void whatAnEarlierLeaderMayNotHaveAskedIsAskedAgain() {
        served.engine.listed.devices.add(asking());
        served.engine.listed.devices.add(Served.device("b", Verdict.ONLINE));

        try (Listening listening = listening(REQUIRING)) {
            listening.lookAtOthers();
            listening.lookAtOthers();
        }

        assertThat(again).extracting(ClientId::value).containsExactly("asking");
    }

    @Test
    void whoNeedNotBeSubscribedToAnythingIsNotAskedAbout() {
        served.engine.listed.devices.add(Served.device("a", Verdict.ONLINE));

        try (Listening listening = listening(Policy.defaults())) {
            listening.lookAtOthers();
        }

        assertThat(asked).isEmpty();
    }

    /** A device about which AWS was asked when it connected, without an answer so far. */
    private static Presence asking() {
        ClientId client = new ClientId("asking");
        return new PresenceMachine(REQUIRING)
                .step(Presence.unseen(client), new Signal.Connected(client, Served.NOW, Connection.UNKNOWN), Served.NOW)
                .after();
    }

    /** Every device with every step. */
    private Listening listening(Policy policy) {
        return new Listening(
                served.engine,
                DeviceClasses.none(policy),
                new ListingSettings(
                        true,
                        Duration.ofSeconds(30),
                        Optional.of(Duration.ofSeconds(10)),
                        Duration.ofMinutes(5),
                        5,
                        100),
                asked::add,
                again::add,
                Clock.fixed(Served.NOW, ZoneOffset.UTC));
    }
}
