package io.iotconnectivity.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Overlay;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What an event says about its device. Unknown values are absent.
 *
 * @param deviceClass the class by whose numbers the device is decided; absent: the default class
 * @param state the verdict after the step that made the event
 * @param previousState the verdict before the latest change within that step, or {@code state} if it did not change
 * @param since when {@code state} began according to the device's events: for an outage, the time of the disconnect
 * @param expectedBack when a device that said goodbye is expected back, if its class says so; it is asleep until then and
 *     overdue after it
 * @param reason why the last connection ended, as AWS names it; absent while the device is online; {@code SILENCE}
 *     while it is connected but silent
 * @param severity the severity of the outage that the event begins or ends; absent if there is none
 * @param advice what an operator should look at first
 * @param lastWill whether a last will belongs to the current state
 * @param signal for {@code device.signal} and {@code device.rejected}: the signal received; every other field describes
 *     the device
 * @param sourceIp the address that the device was connected from, as AWS answered
 * @param diagnosis what the IoT log says about the end of the connection or the refused connect
 * @param verified whether presence events (or a check) confirm the verdict; {@code false} if it rests on a will alone,
 *     or if AWS was asked and could not tell
 * @param outageSeconds for {@code device.online}: how long the outage lasted
 * @param incidentId the same in the event that opens an outage and the one that ends it
 * @param overlays conditions that hold in addition to the verdict
 * @param blind for {@code device.offline} and {@code device.stale}: the source that was blind at the time, so that the
 *     event could not be verified
 * @param extra what the enrich routes know about the device, by their names
 * @param lifeChange for {@code device.retired}, {@code device.returned} and {@code device.cut-off}: who decided, and
 *     why; absent if the device returned by connecting
 * @param missing while it is deaf: the topic filters that it must be subscribed to and is not
 * @param sequence grows with every event of one device, even if the application's store is lost
 */
public record DeviceData(
        String clientId,
        Optional<String> thingName,
        @JsonProperty("class") Optional<String> deviceClass,
        Verdict state,
        Verdict previousState,
        Optional<Instant> since,
        Optional<Instant> expectedBack,
        Optional<String> reason,
        Optional<Cause> cause,
        Optional<Severity> severity,
        Optional<String> advice,
        boolean lastWill,
        Optional<SignalData> signal,
        Optional<String> sessionIdentifier,
        OptionalLong versionNumber,
        Optional<String> principalIdentifier,
        Optional<String> ipAddress,
        Optional<String> sourceIp,
        Optional<Diagnosis> diagnosis,
        Optional<Boolean> verified,
        List<Evidence> evidence,
        OptionalLong outageSeconds,
        Optional<String> incidentId,
        List<Overlay> overlays,
        Optional<Blind> blind,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Extra> extra,
        Optional<LifeChange> lifeChange,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> missing,
        long sequence)
        implements EventData {

    public DeviceData {
        // Events stored before these existed have none.
        overlays = overlays == null ? List.of() : List.copyOf(overlays);
        blind = blind == null ? Optional.empty() : blind;
        expectedBack = expectedBack == null ? Optional.empty() : expectedBack;
        deviceClass = deviceClass == null ? Optional.empty() : deviceClass;
        extra = extra == null || extra.isEmpty() ? Map.of() : Collections.unmodifiableSortedMap(new TreeMap<>(extra));
        lifeChange = lifeChange == null ? Optional.empty() : lifeChange;
        missing = missing == null ? List.of() : List.copyOf(missing);
    }

    /**
     * Creates data about a device of the default class, decided while no source was blind, without what enrich routes
     * know, and about no change of its life.
     */
    public DeviceData(
            String clientId,
            Optional<String> thingName,
            Verdict state,
            Verdict previousState,
            Optional<Instant> since,
            Optional<String> reason,
            Optional<Cause> cause,
            Optional<Severity> severity,
            Optional<String> advice,
            boolean lastWill,
            Optional<SignalData> signal,
            Optional<String> sessionIdentifier,
            OptionalLong versionNumber,
            Optional<String> principalIdentifier,
            Optional<String> ipAddress,
            Optional<String> sourceIp,
            Optional<Diagnosis> diagnosis,
            Optional<Boolean> verified,
            List<Evidence> evidence,
            OptionalLong outageSeconds,
            Optional<String> incidentId,
            List<Overlay> overlays,
            long sequence) {
        this(
                clientId,
                thingName,
                Optional.empty(),
                state,
                previousState,
                since,
                Optional.empty(),
                reason,
                cause,
                severity,
                advice,
                lastWill,
                signal,
                sessionIdentifier,
                versionNumber,
                principalIdentifier,
                ipAddress,
                sourceIp,
                diagnosis,
                verified,
                evidence,
                outageSeconds,
                incidentId,
                overlays,
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                List.of(),
                sequence);
    }

    /** Returns the same data, decided while a source was blind. */
    public DeviceData unchecked(Blind by, String adviceThen) {
        return new DeviceData(
                clientId,
                thingName,
                deviceClass,
                state,
                previousState,
                since,
                expectedBack,
                reason,
                cause,
                severity,
                Optional.of(adviceThen),
                lastWill,
                signal,
                sessionIdentifier,
                versionNumber,
                principalIdentifier,
                ipAddress,
                sourceIp,
                diagnosis,
                verified,
                evidence,
                outageSeconds,
                incidentId,
                overlays,
                Optional.of(by),
                extra,
                lifeChange,
                missing,
                sequence);
    }

    @Override
    public Optional<String> incident() {
        return incidentId;
    }
}
