package io.iotconnectivity.presence;

import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Diagnosis;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What AWS has answered about a device.
 *
 * @param check the answer before the current verdict
 * @param diagnosis what the IoT log says about the current absence or the latest refused connect
 * @param keepAlive the keep-alive that the broker enforces
 * @param sourceIp the address that it is, or was, connected from
 */
public record Findings(
        Optional<CheckAnswer> check,
        Optional<Diagnosis> diagnosis,
        Optional<Duration> keepAlive,
        Optional<String> sourceIp) {
    /** Nothing is known. */
    public static final Findings NONE =
            new Findings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * Whether AWS knows of a connection.
     *
     * @param at when AWS was asked
     */
    public record CheckAnswer(Instant at, Connectivity.Status status) {}

    /** What is known about the device itself rather than its current absence. */
    Findings lasting() {
        return new Findings(Optional.empty(), Optional.empty(), keepAlive, sourceIp);
    }

    Findings with(CheckAnswer answer) {
        return new Findings(Optional.of(answer), diagnosis, keepAlive, sourceIp);
    }

    Findings with(Diagnosis found) {
        return new Findings(
                check, Optional.of(found), keepAlive, found.sourceIp().or(this::sourceIp));
    }

    Findings with(Connectivity found) {
        return new Findings(
                check,
                diagnosis,
                found.keepAlive().or(this::keepAlive),
                found.sourceIp().or(this::sourceIp));
    }
}
