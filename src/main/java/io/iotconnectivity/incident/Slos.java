package io.iotconnectivity.incident;

import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The incidents about error budgets: at most one per class is open, from when its budget is spent too fast, or is used up, until neither is so. */
final class Slos {
    private Slos() {}

    static void measured(Turn turn, SloReading reading) {
        GroupCase known = turn.cases().group(SloCase.nameOf(reading.deviceClass()));
        Optional<SloCase> before = known.slo();
        Set<Burn> burning = EnumSet.noneOf(Burn.class);
        for (Burn burn : Burn.values()) {
            boolean held = before.filter(open -> open.burning().contains(burn)).isPresent();
            if (burn.holds(reading.of(burn).overLong(), reading.of(burn).overShort(), held)) {
                burning.add(burn);
            }
        }
        boolean exhausted =
                SloCase.isExhausted(reading, before.filter(SloCase::exhausted).isPresent());
        Ticket ticket = before.map(SloCase::ticket).orElseGet(() -> draft(turn, reading));
        SloCase after = new SloCase(ticket, burning, exhausted);
        if (after.isTrouble()) {
            turn.cases().put(known.withSlo(Optional.of(told(turn, before, after, reading))));
        } else if (before.isPresent()) {
            turn.cases().put(known.withSlo(Optional.empty()));
            Announcement.resolved(turn, ticket, facts(after, reading), "recovered");
        }
    }

    private static Ticket draft(Turn turn, SloReading reading) {
        String about = reading.deviceClass();
        String id = Announcement.newId(Announcement.key(IncidentKind.SLO, about), turn.now(), reading.at());
        return Announcement.draft(id, IncidentKind.SLO, about, Optional.of(reading.at()), turn.now());
    }

    private static SloCase told(Turn turn, Optional<SloCase> before, SloCase after, SloReading reading) {
        if (before.isEmpty()) {
            return after.with(Announcement.opened(turn, after.ticket(), facts(after, reading)));
        }
        return before.get().looksLike(after)
                ? after
                : after.with(Announcement.updated(turn, after.ticket(), facts(after, reading)));
    }

    private static IncidentFacts facts(SloCase slo, SloReading reading) {
        boolean ofClass = !reading.deviceClass().equals(IncidentData.DEFAULT_CLASS);
        return new IncidentFacts(
                        Optional.of(slo.severity()),
                        Words.slo(slo, reading),
                        Optional.empty(),
                        Optional.empty(),
                        reading.devices(),
                        reading.away(),
                        reading.worst(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(reading).filter(SloReading::hasObjective).map(known -> advice(slo, known)))
                .with(ofClass ? List.of(reading.deviceClass()) : List.of());
    }

    private static String advice(SloCase slo, SloReading reading) {
        String rates = Arrays.stream(Burn.values())
                .map(burn -> Words.length(burn.longTime()) + " "
                        + rate(reading.of(burn).overLong()) + ", "
                        + Words.length(burn.shortTime()) + " "
                        + rate(reading.of(burn).overShort()) + " (too fast from "
                        + number(burn.from()) + ")")
                .collect(Collectors.joining("; "));
        return (slo.isTrouble() ? "Look first at the devices named here, which were away longest. " : "")
                + "Burn rates: " + rates + ". The report on availability shows the class.";
    }

    /** A burn rate, such as {@code 14.4}. */
    static String rate(double rate) {
        return String.format(Locale.ROOT, "%.1f", rate);
    }

    /** A share, such as {@code 99.95 %}. */
    static String percent(double share) {
        return number(BigDecimal.valueOf(share)
                        .movePointRight(2)
                        .setScale(4, RoundingMode.HALF_UP)
                        .doubleValue())
                + " %";
    }

    /** A share of a budget in whole percent, never rounded up, such as {@code 41 %}. */
    static String left(double share) {
        return (long) Math.floor(Math.max(share, -1_000_000) * 100) + " %";
    }

    private static String number(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
