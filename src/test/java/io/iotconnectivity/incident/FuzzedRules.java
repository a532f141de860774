package io.iotconnectivity.incident;

import io.iotconnectivity.fuzz.Holds;
import io.iotconnectivity.fuzz.Inputs;
import io.iotconnectivity.fuzz.Target;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Hours;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** What callers and settings say about clients and times. */
public final class FuzzedRules {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    public static final List<Target> TARGETS = List.of(
            Target.ofText("client-pattern", FuzzedRules::pattern),
            Target.ofText("dependency", FuzzedRules::dependency),
            Target.ofText("group-name", FuzzedRules::group),
            Target.ofText("cron", FuzzedRules::cron),
            Target.ofText("hours", FuzzedRules::hours));

    private FuzzedRules() {}

    private static void pattern(String input) {
        List<String> lines = Inputs.lines(input, 2);
        try {
            ClientPattern pattern = ClientPattern.of(lines.get(0));
            Holds.that(pattern.steps() <= ClientPattern.MOST_STEPS, "takes " + pattern.steps() + " steps a character");
            pattern.matches(lines.get(1));
            Grouping.byClientId(pattern);
            pattern.part(lines.get(1), Grouping.PART);
        } catch (IllegalArgumentException refused) {
            Holds.printable("the refusal", refused.getMessage(), 500);
        }
    }

    private static void dependency(String input) {
        List<String> lines = Inputs.lines(input, 3);
        try {
            Dependency dependency = Dependency.of(lines.get(0), lines.get(1));
            String child = lines.get(2);
            dependency.parentOf(new ClientId(child.isEmpty() || child.length() > 40 ? "a" : child));
        } catch (IllegalArgumentException refused) {
            Holds.printable("the refusal", refused.getMessage(), 500);
        }
    }

    private static void group(String text) {
        GroupName.of(text).ifPresent(name -> {
            Holds.bounded("the name", name, GroupName.MOST_CHARACTERS);
            Holds.same("the name", name, GroupName.of(name).orElseThrow());
        });
    }

    private static void hours(String text) {
        Hours hours;
        try {
            hours = Hours.of(text);
        } catch (IllegalArgumentException refused) {
            Holds.printable("the refusal", refused.getMessage(), 500);
            return;
        }
        Instant change = hours.changeAfter(NOW);
        Holds.that(change.isAfter(NOW), "changes at " + change);
        Holds.that(hours.include(hours.nextWithin(NOW)), "does not begin at " + hours.nextWithin(NOW));
    }

    private static void cron(String text) {
        Recurrence window;
        try {
            window = Recurrence.of(text, Duration.ofHours(1), ZoneId.of("Europe/Berlin"));
        } catch (IllegalArgumentException refused) {
            Holds.printable("the refusal", refused.getMessage(), 500);
            return;
        }
        for (int hours = 0; hours < 48; hours += 7) {
            Instant at = NOW.plus(Duration.ofHours(hours));
            window.endAt(at)
                    .ifPresent(end -> Holds.that(
                            end.isAfter(at) && !end.isAfter(at.plus(Duration.ofHours(1))), "ends at " + end));
        }
    }
}
