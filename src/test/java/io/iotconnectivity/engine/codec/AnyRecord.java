package io.iotconnectivity.engine.codec;

import io.iotconnectivity.engine.SampleReports;
import io.iotconnectivity.event.Blind;
import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.Common;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventId;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Evidence;
import io.iotconnectivity.event.Handling;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Note;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.SignalData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Burn;
import io.iotconnectivity.incident.Coverage;
import io.iotconnectivity.incident.Deafness;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.incident.Held;
import io.iotconnectivity.incident.Lately;
import io.iotconnectivity.incident.SharedExtra;
import io.iotconnectivity.incident.SloCase;
import io.iotconnectivity.incident.Storm;
import io.iotconnectivity.incident.Ticket;
import io.iotconnectivity.incident.Trouble;
import io.iotconnectivity.presence.Advice;
import io.iotconnectivity.presence.Close;
import io.iotconnectivity.presence.CutOff;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.presence.Enquiry;
import io.iotconnectivity.presence.Findings;
import io.iotconnectivity.presence.Link;
import io.iotconnectivity.presence.Outage;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.ExtraField;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Overlay;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.signal.SignalKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/** Records that no device would produce: each part is present or absent, likely or odd, independently of the others. */
final class AnyRecord {
    private static final List<String> ODD_TEXTS = List.of(
            "",
            " ",
            "\u0000",
            "é",
            "\uffff\ufffd",
            "\ud83d\ude00",
            "\ud800",
            "\udc00 \ud83d",
            "255.255.255.255",
            "0.0.0.0",
            "01.2.3.4",
            "1.2.3.256",
            "1.2.3.",
            "...",
            "0123456789abcdef",
            "0123456789ABCDEF",
            "0123456789abcdef0",
            "7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
            "8ZZZZZZZZZZZZZZZZZZZZZZZZZ",
            "01M83XKBD0M83XKBD09GMP4C6U",
            "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
            "6BA7B810-9DAD-11D1-80B4-00C04FD430C8",
            "6ba7b810-9dad-11d1-80b4-00c04fd430c-",
            "x".repeat(127),
            "x".repeat(128),
            "é".repeat(9000));

    private static final List<Long> ODD_NUMBERS =
            List.of(0L, 1L, -1L, 63L, 64L, -64L, -65L, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE);

    private static final List<Instant> ODD_MOMENTS = List.of(
            Instant.EPOCH,
            Instant.EPOCH.minusNanos(1),
            Instant.MIN,
            Instant.MAX,
            Instant.ofEpochSecond(RecordWriter.FARTHEST),
            Instant.ofEpochSecond(RecordWriter.FARTHEST - 1, 999_999_999),
            Instant.ofEpochSecond(-RecordWriter.FARTHEST),
            Instant.ofEpochSecond(-RecordWriter.FARTHEST, 1));

    private final Random random;
    private final Instant base;
    private final ClientId client;

    AnyRecord(Random random) {
        this.random = random;
        this.base = random.nextInt(10) == 0
                ? one(ODD_MOMENTS)
                : Instant.parse("2026-11-23T10:00:00Z").plusNanos(random.nextInt(1_000_000_000));
        this.client = new ClientId(random.nextBoolean() ? "sensor-000154" : "a/ü\n" + random.nextInt(9));
    }

    Presence presence() {
        Optional<String> thing = maybe(this::text);
        Optional<Link> link = maybe(() -> link(thing));
        Optional<Instant> since = maybe(this::moment);
        return new Presence(
                client,
                one(Verdict.class),
                since,
                link,
                maybe(() -> close(link)),
                maybe(this::moment),
                maybe(this::moment),
                maybe(() -> new Outage(
                        id(),
                        since.filter(any -> yes()).orElseGet(this::moment),
                        one(Severity.class),
                        one(Cause.class))),
                yes(),
                yes(),
                yes()
                        ? Enquiry.NONE
                        : new Enquiry(
                                yes(),
                                maybe(this::request),
                                yes(),
                                yes(),
                                maybe(this::request),
                                extra().keySet(),
                                yes()),
                yes() ? Findings.NONE : findings(),
                maybe(this::moment),
                thing,
                overlays(),
                maybe(this::text),
                maybe(this::lifeChange),
                number(),
                base);
    }

    private LifeChange lifeChange() {
        return new LifeChange(one(LifeChange.By.class), maybe(this::text), maybe(this::text));
    }

    Signal signal() {
        return switch (one(SignalKind.class)) {
            case CONNECTED -> new Signal.Connected(client, base, connection(maybe(this::text)));
            case DISCONNECTED -> new Signal.Disconnected(client, base, connection(maybe(this::text)), reason());
            case CONNECT_FAILED -> new Signal.ConnectFailed(client, base, connection(maybe(this::text)), reason());
            case LAST_WILL -> new Signal.LastWill(client, base);
            case SIGN_OF_LIFE -> new Signal.SignOfLife(client, base);
            case TIMER_DUE -> new Signal.TimerDue(client, base);
            case CHECK -> new Signal.Checked(client, base, connectivity());
            case RECONCILED -> new Signal.Reconciled(client, base, connectivity());
            case DIAGNOSIS -> new Signal.Diagnosed(client, base, diagnosis());
            case PROBE -> new Signal.Probed(client, base, one(Signal.ProbeResult.class));
            case ENRICHED ->
                new Signal.Enriched(client, base, "assets", maybe(() -> extra().values().stream()
                        .findFirst()
                        .orElse(Extra.NONE)));
            case LISTED -> new Signal.Listed(client, base, maybe(() -> some(this::text)), yes());
            case RETIRED -> new Signal.Retired(client, base, lifeChange());
            case RESTORED -> new Signal.Restored(client, base, lifeChange());
            case FORGOTTEN -> new Signal.Forgotten(client, base, moment());
            case CUT_OFF -> new Signal.CutOff(client, base, lifeChange());
            case MARKED -> new Signal.Marked(client, base, one(Overlay.class), yes());
        };
    }

    private Connectivity connectivity() {
        return new Connectivity(
                one(Connectivity.Status.class),
                maybe(this::moment),
                maybe(this::reason),
                maybe(() -> Duration.ofSeconds(number(), random.nextInt(3) == 0 ? 999_999_999 : 0)),
                maybe(this::text),
                maybe(this::address));
    }

    private Connection connection(Optional<String> thing) {
        return new Connection(
                version(),
                maybe(this::session),
                maybe(this::principal),
                maybe(this::address),
                yes() ? thing : maybe(this::text));
    }

    private Link link(Optional<String> thing) {
        return new Link(
                connection(thing),
                maybe(this::moment),
                maybe(this::moment),
                maybe(this::reason),
                moment(),
                yes(),
                yes(),
                maybe(() -> new CutOff(moment(), lifeChange())));
    }

    private Close close(Optional<Link> link) {
        return new Close(
                link.flatMap(Link::closedAt).filter(any -> yes()).orElseGet(this::moment),
                link.map(Link::heardAt).filter(any -> yes()).orElseGet(this::moment),
                (int) number());
    }

    private Enquiry.LogRequest request() {
        return new Enquiry.LogRequest(one(Effect.Subject.class), moment(), maybe(this::reason));
    }

    private Findings findings() {
        return new Findings(
                maybe(() -> new Findings.CheckAnswer(moment(), one(Connectivity.Status.class))),
                maybe(this::diagnosis),
                maybe(() -> Duration.ofSeconds(number(), random.nextInt(3) == 0 ? 999_999_999 : 0)),
                maybe(this::address),
                told(),
                some(this::text));
    }

    private Map<String, Extra> extra() {
        Map<String, Extra> extra = new TreeMap<>();
        while (random.nextInt(3) == 0) {
            extra.put(
                    one(List.of("assets", "owner", "a")),
                    new Extra(yes() ? Map.of() : Map.of("site", text(), "b-2", text())));
        }
        return extra;
    }

    private Map<String, Findings.Told> told() {
        Map<String, Findings.Told> told = new TreeMap<>();
        extra().forEach((route, extra) -> told.put(route, new Findings.Told(moment(), extra)));
        return told;
    }

    private Diagnosis diagnosis() {
        return new Diagnosis(
                maybe(this::moment),
                maybe(this::reason),
                maybe(this::text),
                maybe(this::address),
                yes() ? OptionalInt.of((int) number()) : OptionalInt.empty(),
                maybe(this::principal),
                maybe(this::session));
    }

    private Set<Overlay> overlays() {
        Set<Overlay> overlays = EnumSet.noneOf(Overlay.class);
        for (Overlay overlay : Overlay.values()) {
            if (random.nextInt(4) == 0) {
                overlays.add(overlay);
            }
        }
        return overlays;
    }

    DeviceCase deviceCase() {
        return new DeviceCase(
                client,
                coverage(),
                maybe(this::ticket),
                maybe(this::ticket),
                yes()
                        ? Lately.NOTHING
                        : new Lately(
                                some(this::moment),
                                some(this::moment),
                                some(() -> new Lately.Party(
                                        maybe(this::principal), maybe(this::address), maybe(this::moment))),
                                some(this::moment)),
                maybe(() -> new DeviceCase.PastStorm(text(), id())),
                maybe(this::id),
                maybe(() -> new Deafness(
                        moment(),
                        one(Severity.class),
                        some(this::text),
                        maybe(this::text),
                        maybe(this::text),
                        extra(),
                        maybe(this::ticket),
                        maybe(() -> new Held(text(), text(), moment())))),
                maybe(() -> new DeviceCase.Heard(number(), moment())),
                maybe(this::moment));
    }

    private Coverage coverage() {
        Trouble trouble = trouble();
        return switch (random.nextInt(5)) {
            case 0 -> new Coverage.Uncovered(trouble);
            case 1 -> new Coverage.ByTicket(trouble, ticket(yes() ? trouble.id() : id()));
            case 2 -> new Coverage.ByStorm(trouble, text());
            case 3 -> new Coverage.HeldBack(trouble, new Held(text(), text(), moment()));
            default -> Coverage.WELL;
        };
    }

    private Trouble trouble() {
        return new Trouble(
                id(),
                one(Trouble.How.class),
                maybe(this::moment),
                one(Severity.class),
                maybe(() -> one(Cause.class)),
                maybe(() -> reason().name()),
                maybe(this::text),
                maybe(this::text),
                extra(),
                yes());
    }

    private Ticket ticket() {
        return ticket(id());
    }

    private Ticket ticket(String id) {
        IncidentKind kind = one(IncidentKind.class);
        return new Ticket(
                id,
                kind,
                yes() ? kind.word() + '/' + (yes() ? client.value() : text()) : text(),
                moment(),
                maybe(this::moment),
                maybe(() -> one(Severity.class)),
                text(),
                number(),
                moment(),
                maybe(this::handling));
    }

    private Handling handling() {
        return new Handling(maybe(this::text), maybe(this::moment), maybe(this::text), some(this::note));
    }

    private Note note() {
        Note.Kind kind = one(Note.Kind.class);
        return new Note(
                id(),
                moment(),
                kind,
                text(),
                maybe(this::text),
                kind == Note.Kind.ASSIGN ? Optional.of(text()) : Optional.empty(),
                maybe(this::text));
    }

    GroupCase groupCase() {
        List<GroupCase.Crowd> crowds = some(() -> new GroupCase.Crowd(moment(), moment()));
        return new GroupCase(
                yes() ? "site-3" : text(),
                maybe(this::storm),
                maybe(() -> new GroupCase.Flaps((int) number(), moment())),
                crowds,
                crowds.isEmpty()
                        ? Optional.empty()
                        : maybe(() -> new GroupCase.GroupFlapping(
                                ticket(), maybe(this::text), some(this::text), (int) number())),
                maybe(() -> new SloCase(ticket(), Set.copyOf(some(() -> one(Burn.class))), yes())),
                maybe(this::moment));
    }

    private Storm storm() {
        Map<Cause, Integer> causes = new EnumMap<>(Cause.class);
        some(() -> one(Cause.class)).forEach(cause -> causes.put(cause, (int) number()));
        return new Storm(
                ticket(),
                maybe(this::text),
                (int) number(),
                (int) number(),
                some(this::text),
                one(Severity.class),
                one(Trouble.How.class),
                causes,
                maybe(() -> reason().name()),
                moment(),
                yes(),
                some(this::text),
                new SharedExtra(extra(), values(), random.nextInt(3)),
                maybe(AnyRecord::common));
    }

    private static Common common() {
        return new Common(
                "attribute.firmware", "2.3", 47, 50, 80, 1000, 1.5e-33, Optional.of("site-3"), "94 % of them do");
    }

    private SortedMap<ExtraField, List<String>> values() {
        SortedMap<ExtraField, List<String>> values = new TreeMap<>();
        some(() -> new ExtraField("assets", "field-" + random.nextInt(9)))
                .forEach(field -> values.put(field, some(this::text)));
        return values;
    }

    Event event() {
        EventType type = one(EventType.class);
        if (type.isAboutAnIncident()) {
            IncidentData incident = incident();
            String id = yes() ? text() : usualId(incident.key() + '/' + incident.incidentId(), incident.sequence());
            return new Event(id, type, incident.key(), base, incident);
        }
        if (type.isAReport()) {
            Event sample = SampleReports.november();
            return new Event(yes() ? text() : usualId(client.value(), 0), type, client.value(), base, sample.data());
        }
        DeviceData device = deviceData();
        return new Event(
                yes() ? text() : usualId(client.value(), device.sequence()), type, client.value(), base, device);
    }

    private String usualId(String of, long sequence) {
        return Math.abs(base.getEpochSecond()) < RecordWriter.FARTHEST ? EventId.of(base, of, sequence) : text();
    }

    private DeviceData deviceData() {
        Optional<Instant> since = maybe(this::moment);
        OptionalLong version = version();
        Optional<String> session = maybe(this::session);
        Optional<String> principal = maybe(this::principal);
        Optional<String> address = maybe(this::address);
        return new DeviceData(
                random.nextInt(5) == 0 ? text() : client.value(),
                maybe(this::text),
                maybe(this::text),
                one(Verdict.class),
                one(Verdict.class),
                since,
                maybe(this::moment),
                maybe(() -> reason().name()),
                maybe(() -> one(Cause.class)),
                maybe(() -> one(Severity.class)),
                maybe(() -> yes() ? text() : Advice.on(one(Cause.class))),
                yes(),
                maybe(() -> new SignalData(
                        kind(),
                        since.filter(any -> yes()).orElseGet(this::moment),
                        yes(),
                        maybe(() -> reason().name()),
                        yes() ? version : version(),
                        yes() ? session : maybe(this::session),
                        yes() ? principal : maybe(this::principal),
                        yes() ? address : maybe(this::address))),
                session,
                version,
                principal,
                address,
                yes() ? address : maybe(this::address),
                maybe(this::diagnosis),
                maybe(this::yes),
                some(() -> new Evidence(
                        kind(), since.filter(any -> yes()).orElseGet(this::moment), maybe(() -> reason().name()))),
                version(),
                maybe(this::id),
                List.copyOf(overlays()),
                maybe(() -> new Blind(text(), moment())),
                extra(),
                maybe(this::lifeChange),
                some(this::text),
                number());
    }

    private String kind() {
        return yes() ? text() : one(List.of("connected", "disconnected", "check", "log_entry"));
    }

    /** What JSON can hold. */
    private IncidentData incident() {
        Supplier<Instant> moment = () -> Instant.ofEpochSecond(1_795_428_000L, random.nextInt(1_000_000_000));
        Supplier<String> text = () -> "text " + random.nextInt(100);
        return new IncidentData(
                        id().replaceAll("[^ -~]", ""),
                        "device/" + random.nextInt(9),
                        one(IncidentKind.class),
                        one(IncidentStatus.class),
                        maybe(() -> one(Severity.class)),
                        text.get(),
                        moment.get(),
                        maybe(moment),
                        maybe(moment),
                        maybe(text),
                        maybe(text),
                        maybe(text),
                        random.nextInt(9),
                        random.nextInt(9),
                        some(text),
                        maybe(() -> one(Cause.class)),
                        maybe(text),
                        maybe(text),
                        maybe(() -> new Blind(text.get(), moment.get())),
                        maybe(() -> new Handling(
                                maybe(text),
                                maybe(moment),
                                maybe(text),
                                List.of(new Note(
                                        text.get(),
                                        moment.get(),
                                        Note.Kind.COMMENT,
                                        text.get(),
                                        maybe(text),
                                        Optional.empty(),
                                        maybe(text))))),
                        extra(),
                        yes() ? Map.of() : Map.of("assets", Map.of("site", some(text))),
                        some(text),
                        number())
                .with(maybe(AnyRecord::common));
    }

    private OptionalLong version() {
        return yes() ? OptionalLong.of(number()) : OptionalLong.empty();
    }

    private long number() {
        return switch (random.nextInt(3)) {
            case 0 -> one(ODD_NUMBERS);
            case 1 -> base.getEpochSecond() * 1000 + random.nextInt(1000);
            default -> random.nextInt(1000);
        };
    }

    private Instant moment() {
        return switch (random.nextInt(6)) {
            case 0 -> base;
            case 1 -> one(ODD_MOMENTS);
            case 2 -> Instant.ofEpochMilli(1_795_428_000_000L + random.nextInt(100_000_000) - 50_000_000);
            case 3 -> Instant.ofEpochSecond(1_795_428_000L, random.nextInt(1_000_000_000));
            default -> shifted(random.nextInt(1_000_000) - 500_000);
        };
    }

    private Instant shifted(long millis) {
        return base.isBefore(Instant.MAX.minusSeconds(1000)) && base.isAfter(Instant.MIN.plusSeconds(1000))
                ? base.plusMillis(millis)
                : base;
    }

    private Reason reason() {
        return switch (random.nextInt(3)) {
            case 0 -> Reason.CONNECTION_LOST;
            case 1 -> Reason.UNKNOWN;
            default -> new Reason("INVENTED_LATER");
        };
    }

    private String id() {
        return random.nextInt(5) == 0
                ? text()
                : EventId.of(Instant.ofEpochMilli(random.nextInt()), "a", random.nextLong());
    }

    private String session() {
        return random.nextInt(5) == 0 ? text() : new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private String principal() {
        if (random.nextInt(5) == 0) {
            return text();
        }
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < 64; i++) {
            hex.append(Character.forDigit(random.nextInt(16), 16));
        }
        return hex.toString();
    }

    private String address() {
        return random.nextInt(5) == 0 ? text() : Ipv4.text(random.nextInt());
    }

    private String text() {
        return switch (random.nextInt(4)) {
            case 0 -> one(ODD_TEXTS);
            case 1 -> client.value();
            default -> "text " + random.nextInt(100);
        };
    }

    private boolean yes() {
        return random.nextBoolean();
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return yes() ? Optional.of(value.get()) : Optional.empty();
    }

    private <T> List<T> some(Supplier<T> value) {
        List<T> some = new ArrayList<>();
        for (int left = random.nextInt(4); left > 0; left--) {
            some.add(value.get());
        }
        return some;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private <E extends Enum<E>> E one(Class<E> of) {
        return one(List.of(of.getEnumConstants()));
    }
}
