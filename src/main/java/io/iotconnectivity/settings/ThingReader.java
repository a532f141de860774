package io.iotconnectivity.settings;

import io.iotconnectivity.aws.ThingSettings;
import io.iotconnectivity.signal.ClientPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads {@code thing.*}: which thing a client id belongs to. */
final class ThingReader {
    private final Values values;

    ThingReader(Values values) {
        this.values = values;
    }

    ThingSettings read() {
        return new ThingSettings(values.flag("thing.ask-connection"), pattern(), table());
    }

    private Optional<ClientPattern> pattern() {
        Optional<ClientPattern> pattern = values.pattern("thing.pattern");
        if (pattern.filter(each -> !each.hasPart(ThingSettings.PART)).isPresent()) {
            values.report("thing.pattern", "has no group named thing; write for example device-(?<thing>.+)");
            return Optional.empty();
        }
        return pattern;
    }

    /**
     * Each line is {@code client id = thing name}; other programs may write the file, so it has a simple format of its
     * own.
     */
    private Map<String, String> table() {
        Map<String, String> table = new HashMap<>();
        Optional<Path> file = values.file("thing.table");
        if (file.isEmpty()) {
            return table;
        }
        try {
            int number = 0;
            for (String line : Files.readAllLines(file.get())) {
                number++;
                int equals = line.lastIndexOf('=');
                if (equals > 0) {
                    table.put(
                            line.substring(0, equals).strip(),
                            line.substring(equals + 1).strip());
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    values.report("thing.table", "has a line " + number + " without '='; write <client id> = <thing>");
                }
            }
        } catch (IOException e) {
            values.report("thing.table", "cannot be read as UTF-8 text");
        }
        return table;
    }
}
