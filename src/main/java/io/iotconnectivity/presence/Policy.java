package io.iotconnectivity.presence;

import static java.util.Map.entry;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The rules for grace, cause and severity.
 *
 * @param reasons the treatment of each known reason
 * @param defaultGrace for every reason not listed; not negative
 * @param settle how long late news may have to wait for the news that reverses it; the effective time is the smaller of
 *     this and the grace
 * @param presenceEvents whether presence events are received at all; if not, a last will decides
 * @param asking which sources are asked before a verdict
 * @param silence how long a connected device may be silent
 * @param deviceClass the class whose devices it applies to; absent: the default class
 * @param neverConnected how long a registered device may have been known and never connected; absent if for ever, and
 *     such things are no devices
 * @param required what its connected devices must be subscribed to
 */
public record Policy(
        Map<Reason, ReasonPolicy> reasons,
        Duration defaultGrace,
        Duration settle,
        boolean presenceEvents,
        Asking asking,
        StalePolicy silence,
        Optional<DeviceClass> deviceClass,
        Optional<Duration> neverConnected,
        RequiredFilters required) {

    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final Duration LONG_GRACE = Duration.ofSeconds(120);

    public Policy {
        reasons = Map.copyOf(reasons);
    }

    /** A policy of the default class, for which things that have never connected are no devices. */
    public Policy(
            Map<Reason, ReasonPolicy> reasons,
            Duration defaultGrace,
            Duration settle,
            boolean presenceEvents,
            Asking asking,
            StalePolicy silence) {
        this(
                reasons,
                defaultGrace,
                settle,
                presenceEvents,
                asking,
                silence,
                Optional.empty(),
                Optional.empty(),
                RequiredFilters.NONE);
    }

    /** A policy of a class, for which things that have never connected are no devices. */
    public Policy(
            Map<Reason, ReasonPolicy> reasons,
            Duration defaultGrace,
            Duration settle,
            boolean presenceEvents,
            Asking asking,
            StalePolicy silence,
            Optional<DeviceClass> deviceClass) {
        this(
                reasons,
                defaultGrace,
                settle,
                presenceEvents,
                asking,
                silence,
                deviceClass,
                Optional.empty(),
                RequiredFilters.NONE);
    }

    /** A policy that asks nothing and lets devices be silent. */
    public Policy(Map<Reason, ReasonPolicy> reasons, Duration defaultGrace, Duration settle, boolean presenceEvents) {
        this(reasons, defaultGrace, settle, presenceEvents, Asking.NOBODY, StalePolicy.ALLOWED);
    }

    /** The policy that applies unless a setting overrides it. */
    public static Policy defaults() {
        return new Policy(
                Map.ofEntries(
                        entry(Reason.CLIENT_INITIATED_DISCONNECT, of(Cause.PLANNED, Duration.ZERO, Severity.NONE)),
                        entry(Reason.CONNECTION_LOST, of(Cause.NETWORK, GRACE, Severity.WARNING)),
                        entry(Reason.MQTT_KEEP_ALIVE_TIMEOUT, of(Cause.POWER, GRACE, Severity.WARNING)),
                        entry(Reason.DUPLICATE_CLIENTID, of(Cause.TAKEOVER, GRACE, Severity.WARNING)),
                        entry(Reason.AUTH_ERROR, of(Cause.CREDENTIALS, GRACE, Severity.CRITICAL)),
                        entry(Reason.FORBIDDEN_ACCESS, of(Cause.CREDENTIALS, GRACE, Severity.CRITICAL)),
                        entry(Reason.CONNECT_FAILED, of(Cause.CREDENTIALS, GRACE, Severity.CRITICAL)),
                        entry(Reason.SILENCE, of(Cause.DEVICE, Duration.ZERO, Severity.WARNING)),
                        entry(Reason.DEAF, of(Cause.DEVICE, Duration.ZERO, Severity.WARNING)),
                        entry(Reason.CLIENT_ERROR, of(Cause.DEVICE, GRACE, Severity.WARNING)),
                        entry(Reason.THROTTLED, of(Cause.DEVICE, GRACE, Severity.WARNING)),
                        entry(Reason.SERVER_ERROR, of(Cause.AWS, LONG_GRACE, Severity.INFO)),
                        entry(Reason.SERVER_INITIATED_DISCONNECT, of(Cause.AWS, LONG_GRACE, Severity.INFO)),
                        entry(Reason.WEBSOCKET_TTL_EXPIRATION, of(Cause.RENEWAL, LONG_GRACE, Severity.WARNING)),
                        entry(Reason.CUSTOMAUTH_TTL_EXPIRATION, of(Cause.RENEWAL, LONG_GRACE, Severity.WARNING)),
                        entry(Reason.API_INITIATED_DISCONNECT, of(Cause.OPERATOR, GRACE, Severity.INFO))),
                GRACE,
                Duration.ofSeconds(5),
                true);
    }

    /** The treatment of a reason, listed or not. */
    public ReasonPolicy of(Reason reason) {
        ReasonPolicy known = reasons.get(reason);
        return known != null ? known : of(Cause.UNKNOWN, defaultGrace, otherSeverity());
    }

    /** The same policy with a different treatment of one reason. */
    public Policy with(Reason reason, ReasonPolicy treatment) {
        Map<Reason, ReasonPolicy> changed = new HashMap<>(reasons);
        changed.put(reason, treatment);
        return new Policy(
                changed, defaultGrace, settle, presenceEvents, asking, silence, deviceClass, neverConnected, required);
    }

    /** The same policy with another time that a registered device may have been known and never connected. */
    public Policy withNeverConnected(Optional<Duration> after) {
        return new Policy(reasons, defaultGrace, settle, presenceEvents, asking, silence, deviceClass, after, required);
    }

    /** The same policy for devices that must be subscribed to this while they are connected. */
    public Policy requiring(RequiredFilters filters) {
        return new Policy(
                reasons, defaultGrace, settle, presenceEvents, asking, silence, deviceClass, neverConnected, filters);
    }

    /** Whether a device that is away for this reason is asleep until it is expected back. */
    boolean isSleep(Reason reason) {
        return reason.equals(Reason.CLIENT_INITIATED_DISCONNECT)
                && deviceClass.flatMap(DeviceClass::expectedBack).isPresent();
    }

    /** When a device that said goodbye is, or was, expected back; empty if it is not away, or nobody expects it. */
    public Optional<Instant> expectedBack(Presence device) {
        return deviceClass
                .flatMap(DeviceClass::expectedBack)
                .filter(any -> device.reason().filter(this::isSleep).isPresent())
                .flatMap(time -> device.link().flatMap(Link::closedAt).map(at -> at.plus(time)));
    }

    private Severity otherSeverity() {
        return deviceClass.flatMap(DeviceClass::severity).orElse(Severity.WARNING);
    }

    /** The same policy, which also asks these enrich routes. */
    public Policy with(Enriching routes) {
        return new Policy(
                reasons,
                defaultGrace,
                settle,
                presenceEvents,
                asking.and(routes),
                silence,
                deviceClass,
                neverConnected,
                required);
    }

    private static ReasonPolicy of(Cause cause, Duration grace, Severity severity) {
        return new ReasonPolicy(cause, grace, severity);
    }
}
