package io.iotconnectivity.event;

import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Overlay;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an event tells of its device. What is not known is absent.
 *
 * @param state the verdict after the step that made the event
 * @param previousState the verdict before the latest change of it within that step, or {@code state} if none changed it
 * @param since when {@code state} began, by the device's own events: the disconnect's time for an outage
 * @param reason why the last connection ended, in AWS's words; absent while the device is online; {@code
 *     SILENCE} where it is connected and silent
 * @param severity of the outage that the event begins or ends; absent where there is none
 * @param advice what an operator may look at first
 * @param lastWill whether a last will belongs to the present state
 * @param signal for {@code device.signal} and {@code device.rejected}: what came in; all else tells of the device
 * @param sourceIp where the device was connected from, as AWS told when it was asked
 * @param diagnosis what the IoT log says of the end of the connection, or of the refused connect
 * @param verified whether presence events (or a check) bear the verdict out; {@code false} where it rests on a will alone, or
 *     where AWS was asked and could not tell
 * @param outageSeconds for {@code device.online}: how long the outage took
 * @param incidentId the same in the event that opens an outage and the one that ends it
 * @param overlays what holds beside the verdict
 * @param blind for {@code device.offline} and {@code device.stale}: the source of ours that was blind then, because of which it
 *     could not be checked
 * @param sequence grows with every event of one device, also beyond the loss of our own store
 */
public record DeviceData(
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
        Optional<Blind> blind,
        long sequence)
        implements EventData {

    public DeviceData {
        // Events that were stored before there were any have none.
        overlays = overlays == null ? List.of() : List.copyOf(overlays);
        blind = blind == null ? Optional.empty() : blind;
    }

    /** Of a time at which no source of ours was blind. */
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
                state,
                previousState,
                since,
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
                sequence);
    }

    /** The same, decided while a source of ours was blind. */
    public DeviceData unchecked(Blind by, String adviceThen) {
        return new DeviceData(
                clientId,
                thingName,
                state,
                previousState,
                since,
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
                sequence);
    }

    @Override
    public Optional<String> incident() {
        return incidentId;
    }
}
