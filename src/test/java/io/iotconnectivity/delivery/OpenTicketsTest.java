package io.iotconnectivity.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.delivery.Pairing.Verdict;
import io.iotconnectivity.engine.SampleIncidents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventFilter;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.SampleEvents;
import io.iotconnectivity.event.Severity;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which events about its tickets a sink gets. */
class OpenTicketsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final Event OFFLINE = SampleEvents.offline("a").event();
    private static final Event ONLINE = as(EventType.DEVICE_ONLINE);

    private boolean over;

    @Test
    void endOfAnOutageIsForThoseWhoWereToldOfItsBegin() {
        OpenTickets tickets = tickets("device.offline,device.online", true, Map.of());
        assertThat(tickets.judge(pending(ONLINE))).isEqualTo(Verdict.UNOPENED);

        tickets.open("outage/incident-1", Receipt.NONE);
        assertThat(tickets.judge(pending(ONLINE))).isEqualTo(Verdict.DELIVER);

        tickets.close("outage/incident-1");
        assertThat(tickets.judge(pending(ONLINE))).isEqualTo(Verdict.UNOPENED);
    }

    @Test
    void endOfAnOutageIsForThoseWhoWantNothingElse() {
        assertThat(tickets("device.online", true, Map.of()).judge(pending(ONLINE)))
                .isEqualTo(Verdict.DELIVER);
    }

    @Test
    void endOfAnOutageIsWantedWhereItsBeginWasToldWhateverTheFilterSaysNow() {
        OpenTickets tickets = tickets("incident.opened", true, Map.of("outage/incident-1", Receipt.NONE));

        assertThat(tickets.concern(new Logged(1, ONLINE), new SubjectQueues(0, 0)))
                .isTrue();
        assertThat(tickets.judge(pending(ONLINE))).isEqualTo(Verdict.DELIVER);
    }

    @Test
    void endIsWantedWhileItsBeginIsOnItsWay() {
        OpenTickets tickets = tickets("device.offline", true, Map.of());
        SubjectQueues subjects = new SubjectQueues(0, 0);
        assertThat(tickets.concern(new Logged(1, ONLINE), subjects)).isFalse();

        subjects.add(new Logged(1, OFFLINE), NOW);

        assertThat(tickets.concern(new Logged(2, ONLINE), subjects)).isTrue();
    }

    @Test
    void sinkThatKeepsNoTicketsOfDevicesGetsWhatItWants() {
        assertThat(tickets("device.*", false, Map.of()).judge(pending(ONLINE))).isEqualTo(Verdict.DELIVER);
    }

    @Test
    void outageIsAFactThatIsToldThoughItIsOverButNotOutOfItsOrder() {
        OpenTickets tickets = tickets("device.*", true, Map.of());
        over = true;

        assertThat(tickets.judge(pending(OFFLINE))).isEqualTo(Verdict.DELIVER);
        assertThat(tickets.judge(
                        new PendingEvent(new Logged(1, OFFLINE, Optional.of("tickets")), 0, PendingEvent.State.OPEN)))
                .isEqualTo(Verdict.OVER);
    }

    @Test
    void incidentThatHasBecomeSeriousEnoughIsToldOfByItsUpdate() {
        OpenTickets tickets = tickets("incident.*", true, Map.of());
        Event update = SampleIncidents.updated("x", 2, NOW);

        assertThat(tickets.judge(pending(update))).isEqualTo(Verdict.DELIVER);
        over = true;
        assertThat(tickets.judge(pending(update))).isEqualTo(Verdict.OVER);
    }

    @Test
    void ticketsOfADeviceAndOfItsIncidentAreApart() {
        OpenTickets tickets = tickets("*", true, Map.of("incident-1", Receipt.NONE));

        assertThat(tickets.judge(pending(ONLINE))).isEqualTo(Verdict.UNOPENED);
        assertThat(tickets.judge(pending(SampleIncidents.resolved("incident-1", 2, NOW))))
                .isEqualTo(Verdict.DELIVER);
    }

    private OpenTickets tickets(String events, boolean pairsDevices, Map<String, Receipt> open) {
        Sink sink = new Sink(
                "tickets",
                EventFilter.of(List.of(events.split(",")), Severity.NONE),
                3,
                1,
                Optional.empty(),
                pairsDevices,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new OpenTickets(sink, new HashMap<>(open), event -> over);
    }

    private static PendingEvent pending(Event event) {
        return new PendingEvent(new Logged(1, event), 0, PendingEvent.State.OPEN);
    }

    private static Event as(EventType type) {
        return new Event(OFFLINE.id() + "-end", type, OFFLINE.subject(), OFFLINE.time(), OFFLINE.data());
    }
}
