package io.iotconnectivity.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Sentence;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.network.NetworkFacts;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.report.SloView;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.Printable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The story of one device in plain sentences, oldest first: what arrived, what was decided and why, and who was
 * notified.
 *
 * @param deviceClass by whose numbers it is decided; absent if the settings have no classes
 * @param expectedBack when the device, having said goodbye, is expected back, if its class says so
 * @param missing while it is deaf: the topic filters that it must be subscribed to and is not; absent if it is not
 * @param slo how its class does against its objective for availability, if it has one and was measured
 * @param extra what the enrich routes know about it, by their names; absent if that is nothing
 * @param network the network that it connects, or last connected, from; absent if no address is known
 * @param toldFrom where the story begins; absent if it covers everything kept
 * @param sent the deliveries in the story, oldest first
 * @param failing the sinks that currently do not accept what is due to them, which may concern this device; a sentence
 *     each
 */
record Explanation(
        String clientId,
        Verdict state,
        Optional<Instant> since,
        @JsonProperty("class") Optional<OfClass> deviceClass,
        Optional<Instant> expectedBack,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> missing,
        Optional<SloView> slo,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Extra> extra,
        Optional<NetworkFacts> network,
        Optional<Instant> toldFrom,
        List<Told> sentences,
        List<SentView> sent,
        List<String> failing) {
    /** How many events, decisions and deliveries are looked at, each. */
    static final int MOST = 500;

    /** How many incidents are looked at for notes. */
    private static final int MOST_INCIDENTS = 50;

    /**
     * One sentence.
     *
     * @param kind what it is about
     * @param text printable
     */
    record Told(Instant at, Kind kind, String text) {}

    /**
     * A class, and why the device belongs to it.
     *
     * @param name {@code default} for devices without a class
     * @param rule the settings that it meets, and where they are written; for the default class, a sentence
     */
    record OfClass(String name, String rule) {
        static Optional<OfClass> of(Presence device, DeviceClasses classes) {
            if (classes.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(device.deviceClass()
                    .map(name -> new OfClass(
                            name,
                            classes.named(name)
                                    .map(entry -> entry.rule().written())
                                    .orElse("the class was removed from the settings since its last signal")))
                    .orElseGet(() -> new OfClass("default", "it meets the conditions of no class")));
        }
    }

    /** What a sentence is about; at the same moment each kind follows from the one before it in this order. */
    enum Kind {
        /** What arrived, and the resulting verdict. */
        EVENT,
        /** A decision about incidents, or a suppression. */
        DECISION,
        /** What somebody did about an incident that it is, or was, part of, or what its devices have in common. */
        NOTE,
        /** What a sink was sent. */
        DELIVERY;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Explanation of(Presence device, Backend facts) {
        Ledger ledger = facts.ledger();
        Ledger.Page<Event> events = ledger.events(device.client(), Optional.empty(), MOST);
        List<Decision> decisions = ledger.decisions(device.client(), MOST);
        return of(
                device,
                events.items(),
                decisions,
                incidents(decisions, ledger),
                ledger.sent(device.client(), MOST),
                ledger.sinks(),
                facts.classes(),
                facts.networks().find(device));
    }

    /** The same, with how its class does. */
    Explanation with(Optional<SloView> ofClass) {
        return new Explanation(
                clientId,
                state,
                since,
                deviceClass,
                expectedBack,
                missing,
                ofClass,
                extra,
                network,
                toldFrom,
                sentences,
                sent,
                failing);
    }

    /** The latest incidents that the decisions are about. */
    private static List<IncidentData> incidents(List<Decision> decisions, Ledger ledger) {
        return decisions.stream()
                .flatMap(made -> made.incidentId().stream())
                .distinct()
                .limit(MOST_INCIDENTS)
                .flatMap(id -> ledger.incident(id).stream())
                .toList();
    }

    /** Builds the story from lists that are newest first, and truncated if they have {@link #MOST} elements. */
    static Explanation of(
            Presence device,
            List<Event> events,
            List<Decision> decisions,
            List<IncidentData> incidents,
            List<Sent> sent,
            List<SinkStatus> sinks,
            DeviceClasses classes,
            Optional<NetworkFacts> network) {
        // A truncated list would leave gaps, so the story begins where all lists are complete.
        Optional<Instant> from =
                List.of(cut(events, Event::time), cut(decisions, Decision::at), cut(sent, Sent::at)).stream()
                        .flatMap(Optional::stream)
                        .max(Comparator.naturalOrder());
        List<Told> told = new ArrayList<>();
        tell(told, events, event -> new Told(event.time(), Kind.EVENT, Sentence.of(event)));
        tell(told, decisions, made -> new Told(made.at(), Kind.DECISION, made.text()));
        incidents.stream()
                .flatMap(incident -> incident.handling().stream())
                .flatMap(handling -> handling.notes().stream())
                .forEach(note -> told.add(new Told(note.at(), Kind.NOTE, "Of its incident: " + note.sentence() + ".")));
        incidents.forEach(incident -> incident.common()
                .ifPresent(common -> told.add(new Told(
                        incident.openedAt(), Kind.NOTE, "Of the devices of its incident: " + common.text() + "."))));
        tell(told, sent, row -> new Told(row.at(), Kind.DELIVERY, sentence(row)));
        told.sort(Comparator.comparing(Told::at).thenComparing(Told::kind));
        told.removeIf(sentence -> from.filter(sentence.at()::isBefore).isPresent());
        List<SentView> rows = new ArrayList<>();
        sent.stream()
                .filter(row -> from.filter(row.at()::isBefore).isEmpty())
                .map(SentView::of)
                .forEach(rows::add);
        Collections.reverse(rows);
        return new Explanation(
                device.client().value(),
                device.state(),
                device.since(),
                OfClass.of(device, classes),
                classes.policyOf(device.deviceClass()).expectedBack(device),
                device.findings().missing(),
                Optional.empty(),
                device.findings().known(),
                network,
                from,
                List.copyOf(told),
                List.copyOf(rows),
                sinks.stream().flatMap(sink -> failing(sink).stream()).toList());
    }

    private static Optional<String> failing(SinkStatus sink) {
        Optional<String> gone = sink.gone().map(why -> "gets nothing until it is enabled: " + why);
        return gone.or(() -> sink.lastError()
                        .filter(error -> sink.waiting() > 0)
                        .map(error -> "fails, and " + sink.waiting() + " events wait for it: " + error))
                .map(trouble -> Printable.line(sink.name() + " " + trouble));
    }

    private static <T> Optional<Instant> cut(List<T> newestFirst, Function<T, Instant> at) {
        return newestFirst.size() < MOST
                ? Optional.empty()
                : Optional.of(at.apply(newestFirst.get(newestFirst.size() - 1)));
    }

    private static <T> void tell(List<Told> told, List<T> newestFirst, Function<T, Told> sentence) {
        for (int i = newestFirst.size() - 1; i >= 0; i--) {
            told.add(sentence.apply(newestFirst.get(i)));
        }
    }

    private static String sentence(Sent row) {
        String what =
                row.type().shortName() + (row.type().isAboutAnIncident() ? " of " + Printable.of(row.subject()) : "");
        String sink = Printable.of(row.sink());
        String answer = row.answer().map(words -> ": " + Printable.line(words)).orElse("");
        return switch (row.result()) {
            case DELIVERED -> sink + " was told " + what + attempt(row.attempts()) + answer;
            case DROPPED -> sink + " was not told " + what + answer;
            case LOST -> sink + " could not be told " + what + after(row.attempts()) + "; it is a dead letter" + answer;
        };
    }

    private static String attempt(int attempts) {
        return attempts > 1 ? " at attempt " + attempts : "";
    }

    private static String after(int attempts) {
        return attempts == 1 ? " at the one attempt" : " in " + attempts + " attempts";
    }
}
