package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventSchema;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.Asking;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.RequiredFilters;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Overlay;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds for incidents, whatever a fleet does. */
class IncidentPropertiesTest {
    private static final List<String> DEVICES =
            List.of("a/1", "a/2", "a/3", "a/4", "a/5", "a/6", "b/1", "b/2", "b/3", "b/4", "c", "exempt/1");
    private static final List<String> GROUPS = List.of("a", "b", StormCounting.AWS, StormCounting.FLEET);
    private static final List<String> SOURCES = List.of("source-presence", "source-queue");
    private static final List<Reason> REASONS = List.of(
            Reason.CONNECTION_LOST,
            Reason.CONNECTION_LOST,
            Reason.CONNECTION_LOST,
            Reason.MQTT_KEEP_ALIVE_TIMEOUT,
            Reason.CLIENT_INITIATED_DISCONNECT,
            Reason.SERVER_INITIATED_DISCONNECT,
            Reason.AUTH_ERROR);

    private static final Escalation SOON = new Escalation(List.of(Duration.ofMinutes(3), Duration.ofMinutes(11)));

    private static IncidentPolicy policy() {
        IncidentPolicy usual = Fleet.grouped(3, Optional.of(ClientPattern.of("exempt/.*")));
        return new IncidentPolicy(
                usual.grouping(),
                usual.storms(),
                usual.flapping(),
                usual.conflict(),
                usual.credentials(),
                usual.updateEvery(),
                new Suppressions(
                        List.of(), List.of(Dependency.of("b/[1-3]", "c"), Dependency.of("exempt/.*", "group:a"))));
    }

    private static Policy presence() {
        Policy usual = Policy.defaults();
        return new Policy(
                        usual.reasons(),
                        usual.defaultGrace(),
                        usual.settle(),
                        true,
                        new Asking(Optional.empty(), Optional.of(Duration.ofSeconds(10)), Optional.empty()),
                        new io.iotconnectivity.presence.StalePolicy(List.of(), Optional.of(Duration.ofMinutes(20))))
                .requiring(new RequiredFilters(List.of("cmd/${clientId}")));
    }

    @Property(tries = 1500)
    void noTroubleIsLostAndEachIncidentIsResolvedOnce(
            @ForAll Random random, @ForAll @IntRange(min = 20, max = 250) int steps) {
        Fleet fleet = Fleet.with(presence(), random.nextBoolean() ? policy() : policy().escalating(SOON));
        Watch watch = new Watch(fleet);
        for (int i = 0; i < steps; i++) {
            happens(fleet, random);
            watch.look();
        }
        endsWell(fleet, watch);
    }

    /** As from a store with a damaged row. */
    @Property(tries = 200)
    void noTroubleIsLostAndEachIncidentIsResolvedOnceThoughCasesAreLost(
            @ForAll Random random, @ForAll @IntRange(min = 20, max = 250) int steps) {
        Fleet fleet = Fleet.with(presence(), random.nextBoolean() ? policy() : policy().escalating(SOON));
        Watch watch = new Watch(fleet);
        for (int i = 0; i < steps; i++) {
            switch (random.nextInt(20)) {
                case 0 -> fleet.losesCase(DEVICES.get(random.nextInt(DEVICES.size())));
                case 1 -> fleet.losesGroup(GROUPS.get(random.nextInt(GROUPS.size())));
                case 2 -> SOURCES.forEach(fleet::losesBlind);
                default -> happens(fleet, random);
            }
            watch.look();
        }
        endsWell(fleet, watch);
    }

    private static void endsWell(Fleet fleet, Watch watch) {
        fleet.endsSilences();
        SOURCES.forEach(source -> fleet.sees(source, Sight.State.SEES, fleet.now()));
        DEVICES.forEach(fleet::connects);
        for (int i = 0; i < 12; i++) {
            fleet.passesMinutes(15);
            DEVICES.forEach(id -> fleet.take(new Signal.SignOfLife(new ClientId(id), fleet.now())));
            DEVICES.forEach(id -> listed(fleet, id, "#"));
            watch.look();
        }

        assertThat(watch.open).as("still open").isEmpty();
        assertThat(fleet.desk().groups()).isEmpty();
        assertThat(fleet.desk().devices())
                .allSatisfy(device -> assertThat(device.deadline()).isEmpty());
        DEVICES.forEach(fleet::connects);
        assertThat(fleet.desk().devices()).isEmpty();
        List<String> ids = fleet.events().stream().map(Event::id).toList();
        assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
    }

    @Property(tries = 50)
    void eventsFitTheSchemaThatReceiversAreGiven(@ForAll Random random) {
        Fleet fleet = Fleet.with(presence(), policy());
        for (int i = 0; i < 150; i++) {
            happens(fleet, random);
        }
        CloudEvents json = new CloudEvents("iot-connectivity/eu-west-1");

        assertThat(fleet.events()).allSatisfy(event -> assertThat(EventSchema.validate(json.write(event)))
                .as("%s", event)
                .isEmpty());
    }

    private static void happens(Fleet fleet, Random random) {
        String id = DEVICES.get(random.nextInt(DEVICES.size()));
        switch (random.nextInt(24)) {
            case 0, 1, 2 -> fleet.drops(id, REASONS.get(random.nextInt(REASONS.size())));
            case 3, 4 -> fleet.connects(id);
            case 5 -> siteDrops(fleet, random);
            case 6 -> DEVICES.forEach(fleet::connects);
            case 7 -> fleet.isTakenOver(id, "certificate-" + random.nextInt(2), "192.0.2.1");
            case 8 -> refused(fleet, id, random.nextInt(4));
            case 9 -> fleet.leavesWill(id);
            case 10 -> fleet.silence("a/.*|c", Duration.ofSeconds(1 + random.nextInt(1800)));
            case 11 -> fleet.endsSilences();
            case 12 -> flaps(fleet, id, random.nextInt(7));
            case 13 -> fleet.restarts();
            case 14 -> fleet.clockJumps(Duration.ofSeconds(random.nextInt(1200) - 600));
            case 15 -> diagnosed(fleet, id, random);
            case 16 -> replay(fleet, random);
            case 18, 19 ->
                fleet.sees(
                        random.nextBoolean() ? "source-presence" : "source-queue",
                        Sight.State.values()[random.nextInt(4)],
                        // No two blind spells start at the same time, whatever our clock does.
                        fleet.now().minusNanos(random.nextInt(1_000_000)));
            case 22 -> listed(fleet, id, random.nextBoolean() ? "#" : "status/#");
            case 17 -> fleet.passesMinutes(random.nextInt(20));
            default -> fleet.passesSeconds(random.nextInt(70));
        }
    }

    private static void listed(Fleet fleet, String id, String held) {
        fleet.take(new Signal.Listed(new ClientId(id), fleet.now(), Optional.of(List.of(held))));
    }

    private static void siteDrops(Fleet fleet, Random random) {
        String site = random.nextBoolean() ? "a/" : "b/";
        Reason reason = random.nextInt(4) == 0 ? Reason.SERVER_INITIATED_DISCONNECT : Reason.CONNECTION_LOST;
        DEVICES.stream().filter(device -> device.startsWith(site)).forEach(device -> {
            fleet.drops(device, reason);
            fleet.passesSeconds(random.nextInt(20));
        });
    }

    private static void refused(Fleet fleet, String id, int times) {
        for (int i = 0; i < times; i++) {
            fleet.isRefused(id).passesSeconds(1);
        }
    }

    private static void flaps(Fleet fleet, String id, int times) {
        for (int i = 0; i < times; i++) {
            fleet.drops(id).passesSeconds(3).connects(id).passesSeconds(3);
        }
    }

    private static void diagnosed(Fleet fleet, String id, Random random) {
        Presence presence = fleet.presence(id);
        presence.enquiry()
                .log()
                .ifPresent(request -> fleet.take(new Signal.Diagnosed(
                        presence.client(),
                        request.at(),
                        new Diagnosis(
                                Optional.of(request.at()),
                                Optional.of(REASONS.get(random.nextInt(REASONS.size()))),
                                Optional.empty(),
                                Optional.empty(),
                                OptionalInt.empty(),
                                Optional.empty(),
                                Optional.empty()))));
    }

    private static void replay(Fleet fleet, Random random) {
        if (!fleet.events().isEmpty()) {
            int last = fleet.events().size() - 1;
            fleet.replays(fleet.events().get(Math.max(0, last - random.nextInt(10))));
        }
    }

    /** Observes a fleet from outside and finds what is wrong with its incidents. */
    private static final class Watch {
        private final Fleet fleet;
        private final Map<String, IncidentData> open = new HashMap<>();
        private final Set<String> ever = new HashSet<>();
        private final Map<String, Event> latest = new HashMap<>();
        private int seen;

        Watch(Fleet fleet) {
            this.fleet = fleet;
        }

        void look() {
            List<Event> events = fleet.events();
            for (; seen < events.size(); seen++) {
                events.get(seen).incident().ifPresent(incident -> pair(events.get(seen), incident));
            }
            DEVICES.forEach(this::isCoveredOnce);
            GROUPS.forEach(this::isCounted);
            assertThat(open.keySet()).containsExactlyInAnyOrderElementsOf(tickets());
        }

        private void pair(Event event, IncidentData incident) {
            String id = incident.incidentId();
            Event before = latest.put(id, event);
            if (before != null) {
                assertThat(event.id()).isGreaterThan(before.id());
                assertThat(incident.sequence())
                        .isGreaterThan(before.incident().orElseThrow().sequence());
            }
            switch (event.type()) {
                case INCIDENT_OPENED -> {
                    assertThat(ever.add(id)).as("%s is opened anew", id).isTrue();
                    open.put(id, incident);
                    if (isSilent(event.time()) && incident.kind() != IncidentKind.BLIND) {
                        assertThat(incident.devices())
                                .as("opened while silenced: %s", incident)
                                .anyMatch(device -> !device.startsWith("a/") && !device.equals("c"));
                    }
                }
                case INCIDENT_UPDATED -> assertThat(open).containsKey(id);
                default -> assertThat(open.remove(id)).as("%s is resolved", id).isNotNull();
            }
            assertThat(incident.severity()).isPresent().hasValueSatisfying(severity -> assertThat(severity)
                    .isNotEqualTo(Severity.NONE));
        }

        private boolean isSilent(Instant moment) {
            return fleet.desk().silences().stream()
                    .anyMatch(silence -> !moment.isBefore(silence.from()) && moment.isBefore(silence.until()));
        }

        private void isCoveredOnce(String id) {
            DeviceCase device = fleet.desk().device(new ClientId(id));
            Presence presence = fleet.presence(id);
            boolean announced = presence.outage()
                    .filter(outage -> outage.severity() != Severity.NONE)
                    .isPresent();
            long covers = Stream.of(
                            device.ticket().isPresent(),
                            device.storm().isPresent(),
                            device.held().isPresent(),
                            device.flapping().isPresent() && device.trouble().isPresent())
                    .filter(covered -> covered)
                    .count();
            assertThat(covers)
                    .as("%s is %s: %s", id, presence.state(), device)
                    .isEqualTo(device.trouble().isPresent() ? 1 : 0);
            boolean outage = device.trouble().filter(Trouble::isOutage).isPresent();
            assertThat(outage).as("%s is %s: %s", id, presence, device).isEqualTo(announced);
            if (presence.state() == Verdict.ONLINE) {
                assertThat(outage).isFalse();
            }
            device.deaf().ifPresent(deaf -> {
                assertThat(presence.overlays()).as("%s: %s", presence, device).contains(Overlay.DEAF);
                assertThat(deaf.ticket().isPresent()).isNotEqualTo(deaf.held().isPresent());
            });
            if (device.held().isPresent()) {
                assertThat(device.deadline()).isPresent();
            }
            if (id.startsWith("exempt")) {
                assertThat(device.storm()).isEmpty();
            }
        }

        private void isCounted(String group) {
            Optional<Storm> storm = fleet.desk().group(group).storm();
            List<ClientId> members = fleet.desk().stormMembers(group);
            assertThat(members).hasSize(storm.map(Storm::down).orElse(0));
            storm.ifPresent(known -> assertThat(known.joined()).isGreaterThanOrEqualTo(known.down()));
        }

        private List<String> tickets() {
            Stream<Optional<Ticket>> ofDevices = fleet.desk().devices().stream()
                    .flatMap(device -> Stream.of(
                            device.ticket(),
                            device.flapping(),
                            device.conflict(),
                            device.deaf().flatMap(Deafness::ticket)));
            Stream<Optional<Ticket>> ofGroups = fleet.desk().groups().stream()
                    .flatMap(group -> Stream.of(
                            group.storm().map(Storm::ticket), group.flapping().map(GroupCase.GroupFlapping::ticket)));
            Stream<Ticket> ofSources = fleet.desk().blind().stream().map(BlindSource::ticket);
            return Stream.concat(Stream.concat(ofDevices, ofGroups).flatMap(Optional::stream), ofSources)
                    .map(Ticket::id)
                    .toList();
        }
    }
}
