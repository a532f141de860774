package io.iotconnectivity.settings;

import io.iotconnectivity.incident.Maintenance;
import io.iotconnectivity.incident.Recurrence;
import io.iotconnectivity.incident.Span;
import io.iotconnectivity.signal.ClientPattern;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code maintenance.<name>.*}. */
final class MaintenanceReader {
    static final KeyFamily FAMILY =
            KeyFamily.of("maintenance", "clients", "group", "from", "until", "cron", "for", "zone", "comment");

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration MONTH = Duration.ofDays(31);
    private static final int MOST_CHARACTERS = 500;

    private final Values values;

    MaintenanceReader(Values values) {
        this.values = values;
    }

    List<Maintenance> read() {
        List<Maintenance> windows = new ArrayList<>();
        for (String name : values.names(FAMILY)) {
            String key = "maintenance." + name + ".";
            Optional<ClientPattern> clients = values.pattern(key + "clients");
            Optional<String> group = values.optional(key + "group");
            if (!values.isSet(key + "clients") && group.isEmpty()) {
                values.report(key + "clients", "must not be empty without " + key + "group; .* is any device");
            }
            if (values.text(key + "comment").length() > MOST_CHARACTERS) {
                values.report(key + "comment", "is longer than " + MOST_CHARACTERS + " characters");
            }
            span(key)
                    .ifPresent(span ->
                            windows.add(new Maintenance(name, clients, group, span, values.optional(key + "comment"))));
        }
        return windows;
    }

    private Optional<Span> span(String key) {
        ZoneId zone = zone(key + "zone");
        boolean recurs = values.isSet(key + "cron");
        boolean once = values.isSet(key + "from") || values.isSet(key + "until");
        if (recurs == once) {
            values.complain(
                    key + (recurs ? "cron" : "clients"), key + "* needs either from and until, or cron and for");
            return Optional.empty();
        }
        return recurs ? recurrence(key, zone) : once(key, zone);
    }

    private Optional<Span> recurrence(String key, ZoneId zone) {
        if (!values.isSet(key + "for")) {
            values.report(key + "for", "must not be empty beside " + key + "cron; write 2h");
            return Optional.empty();
        }
        Duration length = values.duration(key + "for", MINUTE, MINUTE, MONTH);
        if (length.compareTo(MINUTE) < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Recurrence.of(values.text(key + "cron"), length, zone));
        } catch (IllegalArgumentException e) {
            values.report(key + "cron", e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Span> once(String key, ZoneId zone) {
        Optional<Instant> from = moment(key + "from", zone);
        Optional<Instant> until = moment(key + "until", zone);
        if (from.isEmpty() || until.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Span.once(from.get(), until.get()));
        } catch (IllegalArgumentException e) {
            values.report(key + "until", "is not after " + key + "from: " + e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Instant> moment(String key, ZoneId zone) {
        String text = values.required(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException withoutOffset) {
            // Then it is a local time of the zone.
        }
        try {
            return Optional.of(LocalDateTime.parse(text).atZone(zone).toInstant());
        } catch (DateTimeException e) {
            values.report(key, "is not a time; write 2026-12-24T18:00:00Z, or 2026-12-24T18:00 in local time");
            return Optional.empty();
        }
    }

    private ZoneId zone(String key) {
        try {
            return values.optional(key).map(ZoneId::of).orElse(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            values.report(key, "is not a time zone; write for example Europe/Berlin");
            return ZoneOffset.UTC;
        }
    }
}
