package io.iotconnectivity.settings;

import io.iotconnectivity.incident.Dependency;
import io.iotconnectivity.signal.ClientPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Reads {@code dependency.<pattern>}: which devices cannot be online without which others. */
final class DependencyReader {
    private static final String PREFIX = "dependency.";

    private final Values values;

    DependencyReader(Values values) {
        this.values = values;
    }

    /** Whether a key is one of these; the part after the prefix is checked when it is read. */
    static boolean holds(String key) {
        return key.startsWith(PREFIX) && key.length() > PREFIX.length();
    }

    List<Dependency> read() {
        List<Dependency> dependencies = new ArrayList<>();
        for (String key : new TreeSet<>(values.entries().keySet())) {
            if (holds(key)) {
                String children = key.substring(PREFIX.length());
                try {
                    ClientPattern.of(children);
                } catch (IllegalArgumentException e) {
                    values.complain(key, key + ": what follows " + PREFIX + " " + e.getMessage());
                    continue;
                }
                try {
                    dependencies.add(Dependency.of(children, values.text(key)));
                } catch (IllegalArgumentException e) {
                    values.report(key, e.getMessage());
                }
            }
        }
        return dependencies;
    }
}
