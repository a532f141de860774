package io.iotconnectivity.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventSchema;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Overlay;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What goes out keeps to the schema that receivers are given. */
class EventsFitTheSchemaTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final ClientId DEVICE = new ClientId("site 1/\ndevice\0");

    private final PresenceMachine machine = new PresenceMachine(Asked.everybody()
            .with(Asked.enriching("assets"))
            .withNeverConnected(Optional.of(Duration.ofSeconds(1)))
            .requiring(new RequiredFilters(List.of("cmd/all"))));
    private final CloudEvents json = new CloudEvents("iot-connectivity/eu-west-1");
    private final List<Event> events = new ArrayList<>();
    private Presence presence = Presence.unseen(DEVICE);
    private Instant now = START;

    @Test
    void eventsOfEveryTypeFit() {
        comesIn(new Signal.ConnectFailed(
                DEVICE, now, connection(OptionalLong.empty()), new Reason("AUTHORIZATION_FAILED")));
        comesIn(new Signal.Connected(DEVICE, now, connection(OptionalLong.of(1))));
        comesIn(new Signal.Enriched(
                DEVICE, now, "assets", Optional.of(new Extra(Map.of("site", "Oslo", "on-call", "+47 22 00")))));
        comesIn(new Signal.LastWill(DEVICE, now));
        comesIn(new Signal.Disconnected(DEVICE, now, connection(OptionalLong.of(1)), Reason.CONNECTION_LOST));
        theGraceEnds();
        comesIn(new Signal.ConnectFailed(DEVICE, now, Connection.UNKNOWN, Reason.UNKNOWN));
        comesIn(new Signal.Connected(DEVICE, now, connection(OptionalLong.of(2))));
        comesIn(new Signal.Disconnected(DEVICE, now, Connection.UNKNOWN, Reason.CLIENT_INITIATED_DISCONNECT));
        theGraceEnds();
        comesIn(new Signal.Connected(DEVICE, now, Connection.UNKNOWN));
        now = now.plusSeconds(600);
        comesIn(new Signal.LastWill(DEVICE, now));
        theGraceEnds();
        comesIn(new Signal.SignOfLife(DEVICE, now));
        theGraceEnds();
        comesIn(new Signal.Probed(DEVICE, now, Signal.ProbeResult.SILENT));
        Instant closed = now;
        comesIn(new Signal.Reconciled(DEVICE, now, Asked.connected(now)));
        comesIn(new Signal.Disconnected(DEVICE, closed, Connection.UNKNOWN, Reason.UNKNOWN));
        theGraceEnds();
        comesIn(new Signal.Checked(DEVICE, now, Asked.gone(closed, Reason.MQTT_KEEP_ALIVE_TIMEOUT)));
        theGraceEnds();
        comesIn(new Signal.Diagnosed(DEVICE, closed, Asked.logged(closed, Reason.CONNECTION_LOST)));

        comesIn(new Signal.Connected(DEVICE, now, connection(OptionalLong.of(80))));
        comesIn(new Signal.CutOff(DEVICE, now, LifeChange.byOperator(Optional.of("anna\n"), Optional.of("gone"))));
        comesIn(new Signal.Disconnected(DEVICE, now, connection(OptionalLong.of(80)), Reason.API_INITIATED_DISCONNECT));
        theGraceEnds();
        comesIn(new Signal.Marked(DEVICE, now, Overlay.FLAPPING, true));
        comesIn(new Signal.Marked(DEVICE, now, Overlay.CONFLICT, true));
        comesIn(new Signal.Marked(DEVICE, now, Overlay.FLAPPING, false));
        comesIn(new Signal.Connected(DEVICE, now, connection(OptionalLong.of(98))));
        comesIn(new Signal.Listed(DEVICE, now, Optional.of(List.of())));
        comesIn(new Signal.SignOfLife(DEVICE, now));
        comesIn(new Signal.Listed(DEVICE, now, Optional.of(List.of("#"))));
        comesIn(new Signal.Retired(DEVICE, now, LifeChange.byOperator(Optional.of("anna\n"), Optional.of("scrapped"))));
        comesIn(new Signal.Restored(DEVICE, now, LifeChange.by(LifeChange.By.ATTRIBUTE, "stage is not old any more")));
        comesIn(new Signal.Retired(DEVICE, now, LifeChange.by(LifeChange.By.REGISTRY, "its thing was deleted")));
        comesIn(new Signal.Connected(DEVICE, now, connection(OptionalLong.of(99))));
        comesIn(new Signal.Retired(DEVICE, now, LifeChange.byOperator(Optional.empty(), Optional.empty())));
        comesIn(new Signal.Forgotten(DEVICE, now, now));
        comesIn(new Signal.Reconciled(
                DEVICE, now, Connectivity.of(Connectivity.Status.NOT_CONNECTED, Optional.empty(), Optional.empty())));
        theGraceEnds();

        assertThat(events)
                .extracting(Event::type)
                .contains(Arrays.stream(EventType.values())
                        .filter(type -> !type.isAboutAnIncident() && !type.isAReport())
                        .toArray(EventType[]::new));
        assertThat(events).allSatisfy(event -> assertThat(EventSchema.validate(json.write(event)))
                .as("%s", event)
                .isEmpty());
    }

    private void comesIn(Signal signal) {
        Step step = machine.step(presence, signal, now);
        presence = step.after();
        events.addAll(step.events());
        now = now.plusSeconds(1);
    }

    private void theGraceEnds() {
        presence.deadline().ifPresent(deadline -> {
            now = deadline;
            comesIn(new Signal.TimerDue(DEVICE, deadline));
        });
    }

    private static Connection connection(OptionalLong version) {
        return new Connection(
                version,
                Optional.of("session"),
                Optional.of("principal"),
                Optional.of("192.0.2.0"),
                Optional.of("thing"));
    }
}
