package io.iotconnectivity.incident;

import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.incident.Sight.Carries;
import io.iotconnectivity.incident.Sight.State;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The incidents of the application's own sources: at most one per source is open, from when it is reported blind until
 * it is reported to have recovered.
 */
final class Blindness {
    private Blindness() {}

    static void sighted(Turn turn, Sight sight) {
        Optional<BlindSource> before = turn.cases().blind().stream()
                .filter(each -> each.source().equals(sight.source()))
                .findFirst();
        if (before.isEmpty()) {
            if (sight.state().isBlind()) {
                begin(turn, sight);
            }
        } else if (sight.state() == State.SEES) {
            end(turn, before.get(), sight);
        } else if (sight.state() != before.get().state()) {
            change(turn, before.get(), sight);
        }
    }

    private static void begin(Turn turn, Sight sight) {
        String source = sight.source();
        String id = Announcement.newId(Announcement.key(IncidentKind.BLIND, source), turn.now(), sight.since());
        Ticket draft = Announcement.draft(id, IncidentKind.BLIND, source, Optional.of(sight.since()), turn.now());
        BlindSource blind =
                new BlindSource(source, draft, sight.since(), sight.state(), sight.carries(), sight.detail());
        put(turn, blind, Announcement.opened(turn, draft, facts(blind)));
    }

    private static void change(Turn turn, BlindSource before, Sight sight) {
        BlindSource after = new BlindSource(
                before.source(), before.ticket(), before.since(), sight.state(), sight.carries(), sight.detail());
        put(turn, after, Announcement.updated(turn, before.ticket(), facts(after)));
    }

    private static void end(Turn turn, BlindSource before, Sight sight) {
        turn.cases().seeing(before.source());
        String advice = "It has been receiving again since " + second(sight.since())
                + sight.detail().map(detail -> "; " + detail).orElse("") + ".";
        Announcement.resolved(turn, before.ticket(), facts(before, State.SEES, advice), "recovered");
    }

    private static void put(Turn turn, BlindSource blind, Ticket ticket) {
        turn.cases()
                .put(new BlindSource(
                        blind.source(), ticket, blind.since(), blind.state(), blind.carries(), blind.detail()));
    }

    private static IncidentFacts facts(BlindSource blind) {
        return facts(blind, blind.state(), advice(blind));
    }

    private static IncidentFacts facts(BlindSource blind, State state, String advice) {
        return new IncidentFacts(
                Optional.of(Severity.CRITICAL),
                Words.blind(blind.source(), blind.since(), state),
                Optional.of(blind.since()),
                Optional.empty(),
                0,
                0,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(advice));
    }

    private static String advice(BlindSource blind) {
        if (blind.state() == State.BACK) {
            return "News arrives again. What was missed is still being compared"
                    + blind.detail().map(detail -> " (" + detail + ")").orElse("")
                    + "; events until then could not be checked.";
        }
        String means = blind.carries() == Carries.CONNECTIONS
                ? "This source reports no connects or disconnects: a device reported as away may be back,"
                        + " and one that is gone is not reported."
                : "This source reports no signs of life: a device reported as silent may be fine.";
        String look = blind.state() == State.AWAY
                ? " Check the connection from this monitor to its source, its credentials and its policy; doctor shows what"
                        + " is wrong."
                : " It is connected, but nothing arrives: check its policy and what AWS publishes; doctor shows what is"
                        + " wrong.";
        return means
                + blind.detail().map(detail -> " Last error: " + detail + ".").orElse("")
                + look;
    }

    private static Instant second(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS);
    }
}
