package io.iotconnectivity.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which time and which devices a report is about. */
final class ReportScope {
    @Option(names = "--month", paramLabel = "MONTH", description = "A calendar month, such as 2026-11.")
    private Optional<String> month = Optional.empty();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "The beginning: 2026-11-01, 2026-11-01T06:00 or 2026-11-01T06:00:00Z.")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "TIME", description = "The end, which is not included; without it, now.")
    private Optional<String> to = Optional.empty();

    @Option(names = "--zone", paramLabel = "ZONE", description = "The time zone (availability.zone).")
    private Optional<String> zone = Optional.empty();

    @Option(names = "--group", paramLabel = "GROUP", description = "Only devices of this group.")
    private Optional<String> group = Optional.empty();

    @Option(names = "--class", paramLabel = "CLASS", description = "Only devices of this class.")
    private Optional<String> deviceClass = Optional.empty();

    Optional<String> group() {
        return group;
    }

    Optional<String> deviceClass() {
        return deviceClass;
    }

    /** The query parameters for it, to which others may be added. */
    Map<String, Optional<String>> query() {
        return new HashMap<>(
                Map.of("month", month, "from", from, "to", to, "zone", zone, "group", group, "class", deviceClass));
    }
}
