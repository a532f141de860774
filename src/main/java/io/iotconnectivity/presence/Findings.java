package io.iotconnectivity.presence;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Extra;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What AWS, and the enrich routes, have answered about a device.
 *
 * @param check the answer before the current verdict
 * @param diagnosis what the IoT log says about the current absence or the latest refused connect
 * @param keepAlive the keep-alive that the broker enforces
 * @param sourceIp the address that it is, or was, connected from
 * @param extra the latest answer of each enrich route, by its name
 * @param missing while it is deaf: the topic filters that it must be subscribed to and is not
 */
public record Findings(
        Optional<CheckAnswer> check,
        Optional<Diagnosis> diagnosis,
        Optional<Duration> keepAlive,
        Optional<String> sourceIp,
        @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, Told> extra,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> missing) {
    /** The answers of more routes are not kept; the oldest goes first. */
    static final int MOST_ROUTES = 8;

    /** Nothing is known. */
    public static final Findings NONE =
            new Findings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), List.of());

    public Findings {
        // Rows stored before enrich routes existed have none.
        extra = extra == null ? Map.of() : Map.copyOf(extra);
        missing = missing == null ? List.of() : List.copyOf(missing);
    }

    /** Findings without answers of enrich routes. */
    public Findings(
            Optional<CheckAnswer> check,
            Optional<Diagnosis> diagnosis,
            Optional<Duration> keepAlive,
            Optional<String> sourceIp) {
        this(check, diagnosis, keepAlive, sourceIp, Map.of(), List.of());
    }

    /** Findings about a device that is not deaf. */
    public Findings(
            Optional<CheckAnswer> check,
            Optional<Diagnosis> diagnosis,
            Optional<Duration> keepAlive,
            Optional<String> sourceIp,
            Map<String, Told> extra) {
        this(check, diagnosis, keepAlive, sourceIp, extra, List.of());
    }

    /**
     * What an enrich route answered.
     *
     * @param at when
     * @param extra empty if it knows nothing about the device
     */
    public record Told(Instant at, Extra extra) {}

    /**
     * Whether AWS knows of a connection.
     *
     * @param at when AWS was asked
     */
    public record CheckAnswer(Instant at, Connectivity.Status status) {}

    /** What is known about the device itself rather than its current absence. */
    Findings lasting() {
        return new Findings(Optional.empty(), Optional.empty(), keepAlive, sourceIp, extra, missing);
    }

    Findings with(CheckAnswer answer) {
        return new Findings(Optional.of(answer), diagnosis, keepAlive, sourceIp, extra, missing);
    }

    Findings with(Diagnosis found) {
        return new Findings(
                check, Optional.of(found), keepAlive, found.sourceIp().or(this::sourceIp), extra, missing);
    }

    Findings with(Connectivity found) {
        return new Findings(
                check,
                diagnosis,
                found.keepAlive().or(this::keepAlive),
                found.sourceIp().or(this::sourceIp),
                extra,
                missing);
    }

    /**
     * With the answer of an enrich route.
     *
     * @param running the routes that run: what others told is forgotten, unless none is known to run
     */
    Findings with(String route, Told told, Set<String> running) {
        Map<String, Told> more = new HashMap<>(extra);
        if (!running.isEmpty()) {
            more.keySet().retainAll(running);
        }
        more.put(route, told);
        if (more.size() > MOST_ROUTES) {
            more.remove(Collections.min(more.entrySet(), Comparator.comparing(each -> each.getValue()
                            .at()))
                    .getKey());
        }
        return new Findings(check, diagnosis, keepAlive, sourceIp, more, missing);
    }

    Findings missing(List<String> filters) {
        return new Findings(check, diagnosis, keepAlive, sourceIp, extra, filters);
    }

    /** What the enrich routes know about the device, by their names; those that know nothing are left out. */
    public Map<String, Extra> known() {
        if (extra.isEmpty()) {
            return Map.of();
        }
        SortedMap<String, Extra> known = new TreeMap<>();
        extra.forEach((route, told) -> {
            if (!told.extra().isEmpty()) {
                known.put(route, told.extra());
            }
        });
        return known;
    }
}
