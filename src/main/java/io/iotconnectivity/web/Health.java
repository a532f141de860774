package io.iotconnectivity.web;

import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.engine.SilenceOff;
import io.iotconnectivity.engine.StoreHealth;
import io.iotconnectivity.engine.ViewUnavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Whether the application does its work.
 *
 * @param status {@code DOWN} if any check is, else {@code UP}; warnings do not affect it
 * @param warnings how many checks warn
 */
record Health(String status, long warnings, List<Check> checks) {
    private static final String UP = "UP";
    private static final String WARNING = "WARNING";
    private static final String DOWN = "DOWN";

    /**
     * @param name of the route, for sources, sinks and enrich routes
     * @param status {@code WARNING} if somebody should look at it but restarting us would not fix it
     * @param detail what is wrong; absent while all is well
     * @param facts what is known, by name; numbers and times, never a secret
     */
    record Check(String name, String status, Optional<String> detail, Map<String, Object> facts) {
        private static Check of(String name, String ifWrong, Optional<String> problem, Map<String, Object> facts) {
            return new Check(name, problem.isPresent() ? ifWrong : UP, problem, facts);
        }
    }

    /** Whether the process serves, and restarting it would fix nothing. Says no more, because anybody may ask. */
    static Health live(Backend facts) {
        return new Health(facts.engine().health().needsRestart() ? DOWN : UP, 0, List.of());
    }

    /** Whether we have started and can take in messages: the store accepts writes and the sources are connected. */
    static Health ready(Backend facts) {
        return of(Stream.concat(Stream.of(store(facts)), Stream.concat(start(facts), sources(facts, false)))
                .toList());
    }

    /** The same without what is wrong, for anybody. */
    Health withoutReasons() {
        return new Health(status, 0, List.of());
    }

    /** What {@link #ready} tells, plus whether anything arrives from the sources, and how the sinks are doing. */
    static Health of(Backend facts) {
        List<Check> checks = new ArrayList<>();
        checks.add(store(facts));
        checks.addAll(start(facts).toList());
        checks.addAll(sources(facts, true).toList());
        checks.addAll(sinks(facts));
        checks.addAll(enrich(facts));
        checks.addAll(silences(facts));
        checks.addAll(lateSignals(facts));
        checks.addAll(clock(facts));
        checks.addAll(subscriptions(facts));
        checks.addAll(availability(facts));
        return of(checks);
    }

    private static Health of(List<Check> checks) {
        boolean up = checks.stream().noneMatch(check -> check.status().equals(DOWN));
        long warnings =
                checks.stream().filter(check -> check.status().equals(WARNING)).count();
        return new Health(up ? UP : DOWN, warnings, List.copyOf(checks));
    }

    private static Check store(Backend facts) {
        StoreHealth store = facts.engine().health();
        return store.isWell()
                ? Check.of("store", WARNING, store.warning(), Map.of())
                : Check.of("store", DOWN, store.problem(), Map.of());
    }

    private static Stream<Check> start(Backend facts) {
        return facts.started().get()
                ? Stream.empty()
                : Stream.of(Check.of("start", DOWN, Optional.of("the application is starting"), Map.of()));
    }

    /**
     * @param feed whether a source that is connected but receives nothing also counts as down
     */
    private static Stream<Check> sources(Backend facts, boolean feed) {
        return facts.sources().get().stream().map(source -> {
            Map<String, Object> known = new TreeMap<>();
            known.put("connected", source.connected());
            known.put("since", source.since());
            known.put("unacked", source.unacked());
            source.lastMessageAt().ifPresent(at -> known.put("lastMessageAt", at));
            source.messagesPerSecond().ifPresent(rate -> known.put("messagesPerSecond", rate));
            if (!source.connected()) {
                String problem = source.lastError()
                        .map(error -> "not connected: " + error)
                        .orElse("not connected yet");
                return Check.of(source.name(), DOWN, Optional.of(problem), known);
            }
            return feed && source.silent().isPresent()
                    ? Check.of(source.name(), DOWN, source.silent(), known)
                    : Check.of(source.name(), WARNING, source.warning(), known);
        });
    }

    /**
     * A failing sink is only a warning: it is retried automatically, its events are kept, and the others get theirs.
     */
    private static List<Check> sinks(Backend facts) {
        Instant now = Instant.now();
        try {
            return facts.ledger().sinks().stream()
                    .filter(sink -> sink.active() || sink.gone().isPresent())
                    .map(sink -> sink(sink, now))
                    .toList();
        } catch (RuntimeException e) {
            return List.of(Check.of("sinks", WARNING, Optional.of("the store cannot be read now"), Map.of()));
        }
    }

    private static Check sink(SinkStatus sink, Instant now) {
        Map<String, Object> known = new TreeMap<>();
        known.put("waiting", sink.waiting());
        known.put("retrying", sink.retrying());
        known.put("deadLetters", sink.deadLetters());
        sink.oldestWaiting().ifPresent(at -> known.put("oldestWaiting", at));
        sink.lastDelivery().ifPresent(at -> known.put("lastDelivery", at));
        sink.unread().ifPresent(unread -> known.put("oldestUnread", unread.since()));
        Optional<String> problem = loss(sink, now)
                .map(loss -> problem(sink).map(cause -> loss + "; " + cause).orElse(loss))
                .or(() -> problem(sink));
        return Check.of("sink-" + sink.name(), WARNING, problem, known);
    }

    /** What it does not read in time is deleted. */
    private static Optional<String> loss(SinkStatus sink, Instant now) {
        return sink.unread()
                .filter(unread -> unread.isLate(now))
                .map(unread -> "has not read events since " + unread.since() + " and loses them from "
                        + unread.deleted() + " on (engine.history)");
    }

    private static Optional<String> problem(SinkStatus sink) {
        if (sink.gone().isPresent()) {
            return Optional.of(
                    "gets nothing until it is enabled: " + sink.gone().get());
        }
        String error = sink.lastError().orElse("no reason given");
        Optional<Instant> paused = sink.pausedUntil();
        if (paused.isPresent()) {
            return Optional.of("paused, retried from " + paused.get() + " on: " + error);
        }
        return sink.retrying() > 0 ? Optional.of(sink.retrying() + " events are retried: " + error) : Optional.empty();
    }

    /** Alerts go out all the same. */
    private static List<Check> enrich(Backend facts) {
        return facts.enrich().get().stream()
                .map(route -> {
                    Map<String, Object> known = new TreeMap<>();
                    known.put("waiting", route.waiting());
                    route.lastAnswer().ifPresent(at -> known.put("lastAnswer", at));
                    Optional<String> problem = route.failingSince()
                            .map(since -> "has given no answer since " + since + ": "
                                    + route.lastError().orElse("no reason given"));
                    return Check.of("enrich-" + route.name(), WARNING, problem, known);
                })
                .toList();
    }

    /** A silence that is off lets incidents open: that does no harm, but somebody expects otherwise. */
    private static List<Check> silences(Backend facts) {
        try {
            List<SilenceOff> off = facts.ledger().silencesOff();
            return off.isEmpty()
                    ? List.of()
                    : List.of(Check.of("silences", WARNING, Optional.of(problem(off)), Map.of()));
        } catch (ViewUnavailable elsewhere) {
            // Nodes that know the silences tell.
            return List.of();
        } catch (RuntimeException e) {
            return List.of(Check.of("silences", WARNING, Optional.of("the store cannot be read now"), Map.of()));
        }
    }

    private static String problem(List<SilenceOff> off) {
        SilenceOff first = off.get(0);
        return "switched off, so that incidents are opened: " + first.id() + ", because " + first.reason()
                + (off.size() > 1 ? ", and " + (off.size() - 1) + " more" : "") + "; end it and create it again";
    }

    /** Nothing is lost, but verdicts wait, or are less certain than usual. */
    private static List<Check> lateSignals(Backend facts) {
        return facts.engine().lateSignals().stream()
                .map(late -> Check.of("signals", WARNING, Optional.of(late), Map.of()))
                .toList();
    }

    /** Devices are watched all the same. */
    private static List<Check> availability(Backend facts) {
        return facts.kept().problem().get().stream()
                .map(problem -> Check.of("availability", WARNING, Optional.of(problem), Map.of()))
                .toList();
    }

    /** A restart would not set the clock, and what is taken in meanwhile is not lost. */
    private static List<Check> clock(Backend facts) {
        return facts.clockProblem().get().stream()
                .map(problem -> Check.of("clock", WARNING, Optional.of(problem), Map.of()))
                .toList();
    }

    /** Nothing else depends on it. */
    private static List<Check> subscriptions(Backend facts) {
        return facts.listingProblem().get().stream()
                .map(problem -> Check.of("subscriptions", WARNING, Optional.of(problem), Map.of()))
                .toList();
    }

    boolean isUp() {
        return status.equals(UP);
    }
}
