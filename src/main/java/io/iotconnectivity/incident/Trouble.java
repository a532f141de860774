package io.iotconnectivity.incident;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.Extra;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A problem of one device that is worth an incident of its own or of its group. It lasts until the device is well,
 * whichever incident reports it meanwhile.
 *
 * @param id the incident id in the device's events; a separate id if connects are refused and no outage was announced
 * @param how the kind of problem
 * @param since when it began
 * @param severity above {@link Severity#NONE}
 * @param reason as AWS names it
 * @param group the group of the device when it began
 * @param extra what enrich routes know about the device
 * @param deviceClass the name of the device's class when it began
 * @param ticketed whether an incident was opened under {@code id}, so that a second one needs another id
 */
public record Trouble(
        String id,
        How how,
        Optional<Instant> since,
        Severity severity,
        Optional<Cause> cause,
        Optional<String> reason,
        Optional<String> group,
        Optional<String> deviceClass,
        Map<String, Extra> extra,
        boolean ticketed) {

    /** A trouble of a device about which no enrich route knows anything. */
    public Trouble(
            String id,
            How how,
            Optional<Instant> since,
            Severity severity,
            Optional<Cause> cause,
            Optional<String> reason,
            Optional<String> group,
            Optional<String> deviceClass,
            boolean ticketed) {
        this(id, how, since, severity, cause, reason, group, deviceClass, Map.of(), ticketed);
    }

    /** What is wrong with the device. */
    public enum How {
        /** It is away. */
        OFFLINE("offline"),
        /** It is connected but silent. */
        SILENT("silent"),
        /** Its connects are refused; it may have an older connection. */
        REFUSED("refused");

        private final String word;

        How(String word) {
            this.word = word;
        }

        /** The word used in titles, in lower case. */
        public String word() {
            return word;
        }
    }

    public Trouble {
        since = since == null ? Optional.empty() : since;
        cause = cause == null ? Optional.empty() : cause;
        reason = reason == null ? Optional.empty() : reason;
        group = group == null ? Optional.empty() : group;
        extra = extra == null ? Map.of() : Map.copyOf(extra);
        deviceClass = deviceClass == null ? Optional.empty() : deviceClass;
    }

    /** Creates the trouble of an announced outage or silence. */
    static Trouble announced(String id, DeviceData data, Severity severity, Optional<String> group, boolean ticketed) {
        return new Trouble(
                id,
                how(data),
                data.since(),
                severity,
                data.cause(),
                data.reason(),
                group,
                data.deviceClass(),
                data.extra(),
                ticketed);
    }

    /** The same trouble as of a later event. */
    Trouble as(DeviceData told, Severity severityTold) {
        boolean refused = how == How.REFUSED;
        return new Trouble(
                told.incidentId().orElse(id),
                how(told),
                told.since().or(() -> since),
                // A refused device is away because of the refusal, whatever ended its connection.
                refused ? max(severity, severityTold) : severityTold,
                refused ? cause : told.cause().or(() -> cause),
                told.reason().or(() -> reason),
                group,
                told.deviceClass(),
                told.extra().isEmpty() ? extra : told.extra(),
                ticketed && told.incidentId().filter(other -> !other.equals(id)).isEmpty());
    }

    /** The same trouble, now that connects are refused. */
    Trouble refused(Severity atLeast) {
        return new Trouble(
                id,
                how,
                since,
                max(severity, atLeast),
                Optional.of(Cause.CREDENTIALS),
                reason,
                group,
                deviceClass,
                extra,
                ticketed);
    }

    /** The same trouble, of which more has become known. */
    Trouble diagnosed(Severity severityFound, DeviceData told) {
        return new Trouble(
                id,
                how,
                since,
                severityFound,
                told.cause().or(() -> cause),
                told.reason().or(() -> reason),
                group,
                deviceClass,
                told.extra().isEmpty() ? extra : told.extra(),
                ticketed);
    }

    Trouble knowing(Map<String, Extra> known) {
        return new Trouble(id, how, since, severity, cause, reason, group, deviceClass, known, ticketed);
    }

    Trouble withTicket() {
        return new Trouble(id, how, since, severity, cause, reason, group, deviceClass, extra, true);
    }

    boolean isOutage() {
        return how != How.REFUSED;
    }

    static Severity max(Severity a, Severity b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static How how(DeviceData data) {
        return data.state() == Verdict.STALE ? How.SILENT : How.OFFLINE;
    }
}
