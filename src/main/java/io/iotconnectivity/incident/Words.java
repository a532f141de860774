package io.iotconnectivity.incident;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.incident.Lately.Party;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Headline;
import io.iotconnectivity.signal.Printable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Words the lines of tickets and decisions. No external input can break or forge a line. */
final class Words {
    private static final int LONGEST_TITLE = 200;
    /** A certificate id has 64 characters; those of other credentials may be longer. */
    private static final int LONGEST_PRINCIPAL = 128;

    private static final int LONGEST_ADDRESS = 64;

    private Words() {}

    static String title(ClientId client, Trouble trouble, boolean over) {
        return title(client, trouble.how().word(), trouble, over);
    }

    /**
     * @param what the device is, such as {@code offline}
     */
    static String title(ClientId client, String what, Trouble trouble, boolean over) {
        return title(client + verb(false, over) + what + because(trouble.reason(), trouble.cause()));
    }

    /**
     * @param down the number that are away
     * @param ever the number that were part of it so far
     */
    static String title(Storm storm, int down, int ever, boolean over) {
        String group = storm.group().map(name -> " of " + Printable.of(name)).orElse("");
        String why = because(storm.reason(), storm.cause());
        if (over) {
            return title(
                    devices(ever) + group + verb(ever != 1, true) + storm.how().word() + why);
        }
        if (down == 0) {
            return title(devices(ever) + group + verb(ever != 1, false) + "back" + why);
        }
        String some = down < ever ? down + " of " : "";
        return title(some
                + devices(ever)
                + group
                + verb(down != 1, false)
                + storm.how().word()
                + why);
    }

    private static String devices(int count) {
        return count + (count == 1 ? " device" : " devices");
    }

    static String flapping(ClientId client, int drops, Duration window, boolean over) {
        return title(client + (over ? " was flapping: it " : " is flapping: it ") + dropped(drops, window));
    }

    /** The title of a group that flaps as a whole. */
    static String flapping(Optional<String> group, int devices, int times, Duration window, boolean over) {
        String of = group.map(name -> " of " + Printable.of(name)).orElse("");
        return title(devices(devices) + of + (over ? " were flapping" : " are flapping") + " together: they "
                + dropped(times, window).replace("has not", "have not"));
    }

    /** For example {@code dropped 5 times within 10 min}. */
    static String dropped(int drops, Duration window) {
        return switch (drops) {
            case 0 -> "has not dropped for " + length(window);
            case 1 -> "dropped once within " + length(window);
            default -> "dropped " + drops + " times within " + length(window);
        };
    }

    static String conflict(ClientId client, int takeOvers, Duration window, boolean over) {
        return title(client + (over ? " was" : " is") + " used by several clients: its connection was taken over "
                + takeOvers + " times within " + length(window));
    }

    /** For example {@code pump-7 is connected but deaf: it lacks the subscription to cmd/pump-7 and 2 others}. */
    static String deaf(ClientId client, List<String> missing, boolean over) {
        String more =
                switch (missing.size()) {
                    case 0, 1 -> "";
                    case 2 -> " and 1 other";
                    default -> " and " + (missing.size() - 1) + " others";
                };
        String first = missing.isEmpty() ? "what it must be subscribed to" : Printable.of(missing.get(0));
        return title(client
                + (over ? " was connected but deaf: it lacked" : " is connected but deaf: it lacks")
                + " the subscription to " + first + more);
    }

    /**
     * For example {@code  Last seen: certificate-1 at 192.0.2.1, 2026-11-23T10:00:00Z; certificate-2 at 192.0.2.2,
     * 2026-11-23T10:00:20Z.}, the latest last, after a space; empty if none is known.
     */
    static String parties(List<Party> parties) {
        if (parties.isEmpty()) {
            return "";
        }
        return parties.stream().map(Words::party).collect(Collectors.joining("; ", " Last seen: ", "."));
    }

    private static String party(Party party) {
        String who = Headline.of(Printable.of(party.principal().orElse("an unknown principal")), LONGEST_PRINCIPAL);
        String from = party.ipAddress()
                .map(address -> " at " + Headline.of(Printable.of(address), LONGEST_ADDRESS))
                .orElse("");
        return who
                + from
                + party.lastSeen()
                        .map(at -> ", " + at.truncatedTo(ChronoUnit.SECONDS))
                        .orElse("");
    }

    /** For example {@code This monitor is blind: source-presence has not been connected since 2026-11-23T10:00:00Z}. */
    static String blind(String source, Instant since, Sight.State state) {
        String name = Printable.of(source);
        Instant begin = since.truncatedTo(ChronoUnit.SECONDS);
        return title(
                switch (state) {
                    case AWAY -> "This monitor is blind: " + name + " has not been connected since " + begin;
                    case SILENT -> "This monitor is blind: nothing has arrived by " + name + " since " + begin;
                    case BACK ->
                        "This monitor was blind: " + name + " is back, but what it missed since " + begin
                                + " has not been compared yet";
                    case SEES -> "This monitor was blind: nothing was heard by " + name + " since " + begin;
                });
    }

    /** For example {@code Class meters spends its error budget 23.1 times too fast: 41 % of it is left for 99.9 %}. */
    static String slo(SloCase slo, SloReading reading) {
        String of = reading.deviceClass().equals(IncidentData.DEFAULT_CLASS)
                ? "The default class"
                : "Class " + Printable.of(reading.deviceClass());
        if (!reading.hasObjective()) {
            return title(of + " has no objective for availability any more");
        }
        String left = reading.remaining()
                        .map(share -> Slos.left(share) + " of it is left")
                        .orElse("nothing counts")
                + " for " + Slos.percent(reading.target());
        if (!slo.isTrouble()) {
            return title(of + " no longer spends its error budget too fast: " + left);
        }
        if (slo.burning().isEmpty()) {
            return title(of + " has used up its error budget: " + left);
        }
        Burn worst = slo.burning().iterator().next();
        return title(
                of + " spends its error budget " + Slos.rate(reading.of(worst).overLong()) + " times too fast"
                        + (slo.exhausted() ? ", and has used it up: " : ": ") + left);
    }

    /** For example {@code CONNECTION_LOST (NETWORK)}. */
    static String why(Optional<String> reason, Optional<Cause> cause) {
        if (reason.isEmpty()) {
            return cause.map(Cause::name).orElse("no reason given");
        }
        return Printable.of(reason.get())
                + cause.map(known -> " (" + known + ")").orElse("");
    }

    /** The largest units, such as {@code 90 s}, {@code 10 min} or {@code 2 h}. */
    static String length(Duration time) {
        if (time.toMinutesPart() == 0 && time.toSecondsPart() == 0 && time.toHours() > 0) {
            return time.toHours() + " h";
        }
        if (time.toSecondsPart() == 0 && time.toMinutes() > 0) {
            return time.toMinutes() + " min";
        }
        return time.toSeconds() + " s";
    }

    private static String because(Optional<String> reason, Optional<Cause> cause) {
        return ": " + why(reason, cause);
    }

    private static String verb(boolean many, boolean over) {
        if (over) {
            return many ? " were " : " was ";
        }
        return many ? " are " : " is ";
    }

    private static String title(String text) {
        return Headline.of(text, LONGEST_TITLE);
    }
}
