package io.iotconnectivity.event;

import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Printable;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Describes an event in one line of plain English, client id first. No external input can break or forge the line. */
public final class Sentence {
    private Sentence() {}

    /** Times are in UTC; the date is omitted if it is that of the event. */
    public static String of(Event event) {
        if (event.data() instanceof ReportData report) {
            return of(report);
        }
        return event.data() instanceof IncidentData incident
                ? of(event.type(), incident)
                : of(event, event.device().orElseThrow());
    }

    /** Never rounded up: 100 % is said only of what was always available. */
    private static String of(ReportData report) {
        AvailabilityData fleet = report.fleet();
        String share = fleet.availability()
                .map(up -> String.format(Locale.ROOT, "%.3f %%", Math.floor(up * 100_000) / 1000))
                .orElse("unknown");
        return "availability in " + report.month() + ": " + share + ", " + counted(fleet.devices(), "device") + ", "
                + counted(fleet.outages(), "outage");
    }

    private static String counted(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String of(EventType type, IncidentData incident) {
        if (type == EventType.INCIDENT_NOTED) {
            return "incident " + Printable.of(incident.key()) + " was noted"
                    + incident.handling()
                            .map(Handling::notes)
                            .filter(notes -> !notes.isEmpty())
                            .map(notes -> ": " + notes.get(notes.size() - 1).sentence())
                            .orElse("");
        }
        return "incident " + Printable.of(incident.key()) + (type == EventType.INCIDENT_UPDATED ? " is still " : " is ")
                + incident.status().word()
                + incident.severity().map(severity -> ", " + severity.word()).orElse("") + ": "
                + Printable.line(incident.title())
                + incident.common().map(common -> "; " + common.text()).orElse("");
    }

    private static String of(Event event, DeviceData data) {
        String device = Printable.of(data.clientId());
        return switch (event.type()) {
            case DEVICE_OFFLINE ->
                device + " is " + data.state() + since(event) + because(data) + expected(event, data);
            case DEVICE_STALE -> device + " is connected but silent" + since(event);
            case DEVICE_DIAGNOSED -> device + " is diagnosed" + because(data);
            case DEVICE_ONLINE -> device + " is " + data.state() + " again" + after(data);
            case DEVICE_REJECTED -> device + " was refused a connection" + signalled(event);
            case DEVICE_FLAPPING -> device + " is flapping";
            case DEVICE_CONFLICT -> device + " is used by several clients: its connection keeps being taken over";
            case DEVICE_DEAF -> device + " is connected but not subscribed to " + missing(data);
            case DEVICE_HEARING -> device + " is subscribed again";
            case DEVICE_STEADY -> device + " is steady again";
            case DEVICE_RETIRED -> device + " was retired" + by(data);
            case DEVICE_RETURNED ->
                device + " is back in service" + (data.lifeChange().isPresent() ? by(data) : ": it connected")
                        + change(event, data);
            case DEVICE_NEVER_CONNECTED -> device + " has never connected, although it is registered" + since(event);
            case DEVICE_CUT_OFF -> device + " was disconnected" + by(data);
            case DEVICE_FORGOTTEN -> device + " is forgotten: nothing was heard of it for long enough";
            case DEVICE_SIGNAL -> device + " " + happened(data) + signalled(event) + change(event, data);
            case INCIDENT_OPENED, INCIDENT_UPDATED, INCIDENT_RESOLVED, INCIDENT_NOTED, REPORT_MONTHLY ->
                throw new IllegalArgumentException(event.type() + " is not about a device");
        };
    }

    private static String missing(DeviceData data) {
        return data.missing().stream().map(Printable::of).collect(Collectors.joining(", "));
    }

    private static String by(DeviceData data) {
        return data.lifeChange().map(LifeChange::inWords).orElse("");
    }

    private static String since(Event event) {
        return event.device()
                .flatMap(DeviceData::since)
                .map(since -> " since " + moment(since, event))
                .orElse("");
    }

    private static String because(DeviceData data) {
        List<String> parts = new ArrayList<>();
        String cause = data.cause().map(known -> " (" + known + ")").orElse("");
        parts.add(data.reason()
                        .or(() -> data.diagnosis().flatMap(Diagnosis::reason).map(Reason::name))
                        .map(Printable::of)
                        .orElse("no reason given")
                + cause);
        data.evidence().stream()
                .filter(each -> each.kind().equals(Evidence.CUT_OFF))
                .findFirst()
                .flatMap(Evidence::detail)
                .ifPresent(who -> parts.add("disconnected " + Printable.line(who)));
        data.diagnosis().ifPresent(found -> addDiagnosis(parts, found));
        if (data.lastWill()) {
            parts.add("last will seen");
        }
        if (!data.verified().orElse(true)) {
            parts.add("unverified");
        }
        return ": " + String.join(", ", parts);
    }

    private static void addDiagnosis(List<String> parts, Diagnosis found) {
        String port = found.sourcePort().isPresent() ? ":" + found.sourcePort().getAsInt() : "";
        found.sourceIp().ifPresent(address -> parts.add("from " + Printable.of(address) + port));
        found.details().ifPresent(details -> parts.add("log says " + Printable.of(details)));
    }

    private static String after(DeviceData data) {
        return data.outageSeconds().isPresent()
                ? " after " + words(Duration.ofSeconds(data.outageSeconds().getAsLong()))
                : "";
    }

    private static String happened(DeviceData data) {
        return data.signal()
                .map(signal -> switch (signal.kind()) {
                    case "connected" -> "connected";
                    case "disconnected" -> "disconnected";
                    case "connect_failed" -> "failed to connect";
                    case "last_will" -> "left its last will";
                    case "check" -> "was found connected";
                    case "reconciled" -> "was compared with the fleet index";
                    case "probe" -> "was probed";
                    case "sign_of_life" -> "gave a sign of life";
                    case SignalData.ENRICHED -> "became better known";
                    case "grace_ended" -> "is not away after all";
                    default -> "sent " + Printable.of(signal.kind());
                })
                .orElse("was heard of");
    }

    private static String signalled(Event event) {
        return event.device()
                .flatMap(DeviceData::signal)
                .map(signal -> " at " + moment(signal.at(), event)
                        + signal.reason()
                                .map(reason -> ": " + Printable.of(reason))
                                .orElse(""))
                .orElse("");
    }

    private static String change(Event event, DeviceData data) {
        if (data.state() == data.previousState()) {
            return "";
        }
        boolean asleep = data.state() == Verdict.SUSPECT && data.expectedBack().isPresent();
        return asleep ? "; it is asleep now" + expected(event, data) : "; it is " + data.state() + " now";
    }

    private static String expected(Event event, DeviceData data) {
        return data.expectedBack()
                .map(by -> ", expected back by " + moment(by, event))
                .orElse("");
    }

    private static String moment(Instant at, Event event) {
        Instant second = at.truncatedTo(ChronoUnit.SECONDS);
        LocalDate day = LocalDate.ofInstant(second, ZoneOffset.UTC);
        boolean sameDay = day.equals(LocalDate.ofInstant(event.time(), ZoneOffset.UTC));
        String whole = second.toString();
        return sameDay ? whole.substring(whole.indexOf('T') + 1) : whole;
    }

    /** The two largest units, such as {@code 3 min 20 s} or {@code 2 d 5 h}. */
    private static String words(Duration length) {
        if (length.toDays() > 0) {
            return length.toDays() + " d" + rest(length.toHoursPart(), "h");
        }
        if (length.toHours() > 0) {
            return length.toHours() + " h" + rest(length.toMinutesPart(), "min");
        }
        if (length.toMinutes() > 0) {
            return length.toMinutes() + " min" + rest(length.toSecondsPart(), "s");
        }
        return length.toSeconds() + " s";
    }

    private static String rest(int count, String unit) {
        return count > 0 ? " " + count + " " + unit : "";
    }
}
