package io.iotconnectivity.engine.codec;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventId;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Evidence;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.SignalData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Coverage;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.incident.Lately;
import io.iotconnectivity.incident.SharedExtra;
import io.iotconnectivity.incident.Storm;
import io.iotconnectivity.incident.Ticket;
import io.iotconnectivity.incident.Trouble;
import io.iotconnectivity.presence.Advice;
import io.iotconnectivity.presence.Close;
import io.iotconnectivity.presence.Enquiry;
import io.iotconnectivity.presence.Findings;
import io.iotconnectivity.presence.Link;
import io.iotconnectivity.presence.Outage;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Records as devices of AWS IoT make them, with a certificate, a session and an address each. */
final class SampleRecords {
    static final ClientId CLIENT = new ClientId("sensor-000154");
    static final Instant OPENED = Instant.parse("2026-11-23T10:00:00.120Z");
    static final Instant HEARD = Instant.parse("2026-11-23T10:00:00.345678901Z");
    static final Instant CLOSED = Instant.parse("2026-11-23T14:02:11.007Z");
    static final Instant END_HEARD = Instant.parse("2026-11-23T14:02:11.310123456Z");
    static final Instant DECIDED = Instant.parse("2026-11-23T14:02:41.311998877Z");
    static final String INCIDENT = "01M83XKBD0M83XKBD09GMP4C60";

    static final Connection CONNECTION = new Connection(
            OptionalLong.of(7),
            Optional.of("6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
            Optional.of("0f3a9c5be7714d20b8e61f5a7c9d3e2b4a6f8091c2d3e4f5a6b7c8d9e0f1a2b3"),
            Optional.of("203.0.113.77"),
            Optional.empty());

    private SampleRecords() {}

    static Presence online() {
        return presence(
                Verdict.ONLINE,
                OPENED,
                new Link(CONNECTION, Optional.of(OPENED), Optional.empty(), Optional.empty(), HEARD, false, false),
                Optional.empty(),
                Optional.empty(),
                Findings.NONE,
                HEARD);
    }

    static Presence offline() {
        Findings findings = new Findings(
                Optional.of(new Findings.CheckAnswer(DECIDED, Connectivity.Status.NOT_CONNECTED)),
                Optional.empty(),
                Optional.of(Duration.ofSeconds(60)),
                Optional.of("203.0.113.77"));
        return presence(
                Verdict.OFFLINE,
                CLOSED,
                new Link(
                        CONNECTION,
                        Optional.of(OPENED),
                        Optional.of(CLOSED),
                        Optional.of(Reason.MQTT_KEEP_ALIVE_TIMEOUT),
                        END_HEARD,
                        false,
                        false),
                Optional.of(new Close(CLOSED, END_HEARD, 1)),
                Optional.of(new Outage(INCIDENT, CLOSED, Severity.WARNING, Cause.POWER)),
                findings,
                DECIDED);
    }

    private static Presence presence(
            Verdict state,
            Instant since,
            Link link,
            Optional<Close> close,
            Optional<Outage> outage,
            Findings findings,
            Instant updatedAt) {
        return new Presence(
                CLIENT,
                state,
                Optional.of(since),
                Optional.of(link),
                close,
                Optional.empty(),
                Optional.empty(),
                outage,
                true,
                false,
                Enquiry.NONE,
                findings,
                Optional.empty(),
                Optional.of(CLIENT.value()),
                Set.of(),
                Optional.empty(),
                updatedAt.toEpochMilli(),
                updatedAt);
    }

    static Event connected() {
        return event(
                EventType.DEVICE_SIGNAL,
                HEARD,
                Verdict.ONLINE,
                Verdict.UNKNOWN,
                OPENED,
                Optional.empty(),
                Optional.empty(),
                Optional.of(signal("connected", OPENED, Optional.empty(), CONNECTION.ipAddress())),
                List.of(new Evidence("connected", OPENED, Optional.empty())));
    }

    static Event disconnected() {
        return event(
                EventType.DEVICE_SIGNAL,
                END_HEARD,
                Verdict.SUSPECT,
                Verdict.ONLINE,
                CLOSED,
                Optional.of(Cause.NETWORK),
                Optional.empty(),
                Optional.of(signal("disconnected", CLOSED, Optional.of("CONNECTION_LOST"), Optional.empty())),
                List.of(
                        new Evidence("connected", OPENED, Optional.empty()),
                        new Evidence("disconnected", CLOSED, Optional.of("CONNECTION_LOST"))));
    }

    static Event goneOffline() {
        return event(
                EventType.DEVICE_OFFLINE,
                DECIDED,
                Verdict.OFFLINE,
                Verdict.SUSPECT,
                CLOSED,
                Optional.of(Cause.NETWORK),
                Optional.of(Severity.WARNING),
                Optional.empty(),
                List.of(
                        new Evidence("connected", OPENED, Optional.empty()),
                        new Evidence("disconnected", CLOSED, Optional.of("CONNECTION_LOST")),
                        new Evidence("last_will", END_HEARD, Optional.empty()),
                        new Evidence("check", DECIDED, Optional.of("NOT_CONNECTED"))));
    }

    static Event incidentOpened() {
        String key = "device/" + CLIENT.value();
        long sequence = DECIDED.toEpochMilli();
        return new Event(
                EventId.of(DECIDED, key + '/' + INCIDENT, sequence),
                EventType.INCIDENT_OPENED,
                key,
                DECIDED,
                new IncidentData(
                        INCIDENT,
                        key,
                        IncidentKind.DEVICE,
                        IncidentStatus.OPEN,
                        Optional.of(Severity.WARNING),
                        CLIENT.value() + " is offline: CONNECTION_LOST (NETWORK)",
                        DECIDED,
                        Optional.of(CLOSED),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("site-3"),
                        1,
                        1,
                        List.of(CLIENT.value()),
                        Optional.of(Cause.NETWORK),
                        Optional.of("CONNECTION_LOST"),
                        Optional.of(Advice.on(Cause.NETWORK)),
                        sequence));
    }

    private static SignalData signal(String kind, Instant at, Optional<String> reason, Optional<String> address) {
        return new SignalData(
                kind, at, true, reason, CONNECTION.version(), CONNECTION.session(), CONNECTION.principal(), address);
    }

    private static Event event(
            EventType type,
            Instant time,
            Verdict state,
            Verdict previousState,
            Instant since,
            Optional<Cause> cause,
            Optional<Severity> severity,
            Optional<SignalData> signal,
            List<Evidence> evidence) {
        long sequence = time.toEpochMilli();
        DeviceData data = new DeviceData(
                CLIENT.value(),
                Optional.of(CLIENT.value()),
                state,
                previousState,
                Optional.of(since),
                cause.map(any -> "CONNECTION_LOST"),
                cause,
                severity,
                severity.flatMap(any -> cause).map(Advice::on),
                false,
                signal,
                CONNECTION.session(),
                CONNECTION.version(),
                CONNECTION.principal(),
                CONNECTION.ipAddress(),
                severity.flatMap(any -> CONNECTION.ipAddress()),
                Optional.empty(),
                cause.map(any -> true),
                evidence,
                OptionalLong.empty(),
                severity.map(any -> INCIDENT),
                List.of(),
                sequence);
        return new Event(EventId.of(time, CLIENT.value(), sequence), type, CLIENT.value(), time, data);
    }

    static DeviceCase deviceCase() {
        return new DeviceCase(
                CLIENT,
                new Coverage.ByTicket(
                        new Trouble(
                                INCIDENT,
                                Trouble.How.OFFLINE,
                                Optional.of(CLOSED),
                                Severity.WARNING,
                                Optional.of(Cause.POWER),
                                Optional.of("MQTT_KEEP_ALIVE_TIMEOUT"),
                                Optional.of("site-3"),
                                Optional.empty(),
                                true),
                        ticket(
                                IncidentKind.DEVICE,
                                CLIENT.value(),
                                CLIENT.value() + " is offline: MQTT_KEEP_ALIVE_TIMEOUT (POWER)")),
                Optional.empty(),
                Optional.empty(),
                new Lately(List.of(CLOSED), List.of(), List.of(), List.of()),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new DeviceCase.Heard(DECIDED.toEpochMilli() + 1, DECIDED)),
                Optional.of(DECIDED.plusSeconds(600)));
    }

    static GroupCase groupCase() {
        return new GroupCase(
                "site-3",
                Optional.of(new Storm(
                        ticket(IncidentKind.GROUP, "site-3", "3 devices of site-3 are offline"),
                        Optional.of("site-3"),
                        3,
                        2,
                        List.of("sensor-000154", "sensor-000155", "sensor-000156"),
                        Severity.WARNING,
                        Trouble.How.OFFLINE,
                        Map.of(Cause.NETWORK, 3),
                        Optional.of("CONNECTION_LOST"),
                        DECIDED,
                        true,
                        List.of(),
                        SharedExtra.NONE,
                        Optional.empty())),
                Optional.empty(),
                List.of(new GroupCase.Crowd(CLOSED, CLOSED.plusSeconds(2))),
                Optional.empty(),
                Optional.of(DECIDED.plusSeconds(60)));
    }

    private static Ticket ticket(IncidentKind kind, String about, String title) {
        return new Ticket(
                INCIDENT,
                kind,
                kind.word() + '/' + about,
                DECIDED,
                Optional.of(CLOSED),
                Optional.of(Severity.WARNING),
                title,
                DECIDED.toEpochMilli(),
                DECIDED,
                Optional.empty());
    }
}
