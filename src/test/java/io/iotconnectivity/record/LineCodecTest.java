package io.iotconnectivity.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.decide.Deadline;
import io.iotconnectivity.engine.Committed;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.SampleEvents;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.incident.SloReading;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineCodecTest {
    private static final Instant AT = Instant.parse("2026-11-23T10:00:00.123456789Z");
    private static final ClientId CLIENT = new ClientId("Fühler/7 \"冷\"\n");
    private static final Connection CONNECTION = new Connection(
            OptionalLong.of(7), Optional.of("s"), Optional.of("p"), Optional.of("192.0.2.1"), Optional.of("thing"));

    private final LineCodec codec = new LineCodec(new CloudEvents("iot-connectivity/test"));

    static Stream<Committed.Item> items() {
        Stream<Committed.Item> others = Stream.of(
                new Committed.Due(Deadline.CASE, CLIENT.value(), AT),
                new Committed.Held(AT),
                new Committed.Silenced(new Silence(
                        "s1",
                        Optional.of(ClientPattern.of("pump-.*")),
                        Optional.empty(),
                        AT,
                        AT.plusSeconds(60),
                        "Ada",
                        "new pumps")),
                new Committed.Unsilenced("s1"),
                new Committed.Sighted(
                        new Sight("source-queue", Sight.State.AWAY, Sight.Carries.CONNECTIONS, AT, Optional.of("why"))),
                new Committed.Sighted(
                        new Sight("source-queue", Sight.State.SEES, Sight.Carries.CONNECTIONS, AT, Optional.empty())),
                new Committed.Measured(SloReading.none(AT, "meters")),
                new Committed.Measured(new SloReading(
                        AT,
                        "meters",
                        0.999,
                        Optional.of(-0.25),
                        List.of(
                                new SloReading.Rates(14.5, 20),
                                new SloReading.Rates(6, 0),
                                new SloReading.Rates(1, 0.125)),
                        9,
                        2,
                        List.of("pump-1", "pump-2"))),
                new Committed.Told(SampleEvents.offline("pump").event()));
        return Stream.concat(signals().map(Committed.Heard::new), others);
    }

    private static Stream<Signal> signals() {
        return Stream.of(
                new Signal.Connected(CLIENT, AT, CONNECTION),
                new Signal.Connected(CLIENT, AT, Connection.UNKNOWN),
                new Signal.Disconnected(CLIENT, AT, CONNECTION, Reason.CONNECTION_LOST),
                new Signal.ConnectFailed(CLIENT, AT, CONNECTION, new Reason("AUTHORIZATION_FAILED")),
                new Signal.LastWill(CLIENT, AT),
                new Signal.SignOfLife(CLIENT, AT),
                new Signal.Checked(CLIENT, AT, Connectivity.UNKNOWN),
                new Signal.Checked(
                        CLIENT,
                        AT,
                        new Connectivity(
                                Connectivity.Status.NOT_CONNECTED,
                                Optional.of(AT),
                                Optional.of(Reason.THROTTLED),
                                Optional.of(Duration.ofSeconds(30)),
                                Optional.of("thing"),
                                Optional.of("192.0.2.1"))),
                new Signal.Reconciled(
                        CLIENT, AT, Connectivity.of(Connectivity.Status.CONNECTED, Optional.of(AT), Optional.empty())),
                new Signal.Diagnosed(CLIENT, AT, Diagnosis.NOT_FOUND),
                new Signal.Diagnosed(
                        CLIENT,
                        AT,
                        new Diagnosis(
                                Optional.of(AT),
                                Optional.of(Reason.CLIENT_ERROR),
                                Optional.of("words"),
                                Optional.of("192.0.2.1"),
                                OptionalInt.of(443),
                                Optional.of("p"),
                                Optional.of("t"))),
                new Signal.Probed(CLIENT, AT, Signal.ProbeResult.SILENT),
                new Signal.Enriched(CLIENT, AT, "assets", Optional.of(new Extra(Map.of("site", "Oslo")))),
                new Signal.Enriched(CLIENT, AT, "assets", Optional.empty()),
                new Signal.Retired(CLIENT, AT, LifeChange.byOperator(Optional.of("anna"), Optional.of("scrapped"))),
                new Signal.Restored(CLIENT, AT, LifeChange.byOperator(Optional.empty(), Optional.empty())),
                new Signal.Forgotten(CLIENT, AT, AT.minusSeconds(60)),
                new Signal.Listed(CLIENT, AT, Optional.of(List.of("cmd/#"))),
                new Signal.Listed(CLIENT, AT, Optional.of(List.of()), true),
                new Signal.Listed(CLIENT, AT, Optional.empty()),
                new Signal.CutOff(CLIENT, AT, LifeChange.byOperator(Optional.of("anna"), Optional.of("half-open"))));
    }

    @ParameterizedTest
    @MethodSource("items")
    void readsWhatItWrites(Committed.Item item) {
        Line line = new Line.Item(AT, item);

        assertThat(codec.write(line)).doesNotContain("\n");
        assertThat(codec.read(codec.write(line))).isEqualTo(line);
    }

    @Test
    void readsStartsAndGaps() {
        for (Line line : List.of(new Line.Started(AT), new Line.Shared(AT), new Line.Gap(AT, 12))) {
            assertThat(codec.read(codec.write(line))).isEqualTo(line);
        }
    }

    @Test
    void readsKnownDevicesOfVersionsThatDidNotLookAtSubscriptions() {
        Line alone = new Line.Known(AT, new KnownDevice(Presence.unseen(CLIENT), Optional.empty()));
        String text = codec.write(alone).replace(",\"missing\":[]", "").replace(",\"listing\":false", "");

        assertThat(text).doesNotContain("missing", "listing");
        assertThat(codec.read(text)).isEqualTo(alone);
    }

    @Test
    void readsKnownDevicesOfVersionsThatHadNoEnrichRoutes() {
        Line alone = new Line.Known(AT, new KnownDevice(Presence.unseen(CLIENT), Optional.empty()));
        String text = codec.write(alone).replace(",\"extra\":[]", "").replace("\"extra\":{},", "");

        assertThat(text).doesNotContain("extra");
        assertThat(codec.read(text)).isEqualTo(alone);
    }

    @Test
    void knowsEveryKindOfSignalThatComesFromOutside() {
        Set<Class<?>> kinds = new HashSet<>(Arrays.asList(Signal.class.getPermittedSubclasses()));
        kinds.removeAll(Set.of(Signal.TimerDue.class, Signal.Marked.class));

        assertThat(new HashSet<Class<?>>(LineCodec.SIGNALS.values())).isEqualTo(kinds);
        assertThat(signals().map(Object::getClass)).containsAll(kinds);
        assertThat(signals()).allMatch(signal -> signal.kind().type() == signal.getClass());
    }

    @Test
    void readsEveryKindOfItem() {
        assertThat(items().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(Committed.Item.class.getPermittedSubclasses());
    }

    @Test
    void skipsWhatALaterVersionAdds() {
        String line = "{\"v\":1,\"at\":\"2026-11-23T10:00:00Z\",\"kind\":\"last_will\",\"more\":1,"
                + "\"what\":{\"client\":\"a\",\"at\":\"2026-11-23T10:00:00Z\",\"topic\":\"lwt/a\"}}";

        assertThat(codec.read(line))
                .isEqualTo(new Line.Item(
                        Instant.parse("2026-11-23T10:00:00Z"),
                        new Committed.Heard(
                                new Signal.LastWill(new ClientId("a"), Instant.parse("2026-11-23T10:00:00Z")))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "7",
                "{",
                "{\"v\":1}",
                "{\"v\":2,\"at\":\"2026-11-23T10:00:00Z\",\"kind\":\"started\",\"what\":{}}",
                "{\"v\":1,\"at\":\"yesterday\",\"kind\":\"started\",\"what\":{}}",
                "{\"v\":1,\"at\":\"2026-11-23T10:00:00Z\",\"kind\":\"later\",\"what\":{}}",
                "{\"v\":1,\"at\":\"2026-11-23T10:00:00Z\",\"kind\":\"connected\",\"what\":{}}",
                "{\"v\":1,\"at\":\"2026-11-23T10:00:00Z\",\"kind\":\"connected\"}",
                "{\"v\":1,\"at\":\"2026-11-23T10:00:00Z\",\"kind\":\"due\",\"what\":{\"of\":\"MOON\",\"name\":\"a\"}}",
                "{\"v\":1,\"at\":\"2026-11-23T10:00:00Z\",\"kind\":\"event\",\"what\":{}}",
                "{\"v\":1,\"at\":\"2026-11-23T10:00:00Z\",\"kind\":\"last_will\",\"what\":{\"client\":\"\",\"at\":1}}"
            })
    void whatIsNoLineIsRefusedInWords(String text) {
        assertThatThrownBy(() -> codec.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .isNotBlank()
                .doesNotContain("\n");
    }

    @Test
    void whatIsHeldOfADeviceIsReadAsItWasWritten() {
        Policy policy = Policy.defaults();
        Presence device = Presence.unseen(CLIENT);
        for (Signal signal : signals().toList()) {
            device = new PresenceMachine(policy).step(device, signal, AT).after();
            Line.Known line = new Line.Known(AT, new KnownDevice(device, Optional.of("oslo")));
            assertThat(codec.read(codec.write(line))).isEqualTo(line);
        }
        Line.Known alone = new Line.Known(AT, new KnownDevice(Presence.unseen(CLIENT), Optional.empty()));
        assertThat(codec.read(codec.write(alone))).isEqualTo(alone);
    }
}
