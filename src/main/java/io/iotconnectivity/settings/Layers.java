package io.iotconnectivity.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/** Lays what was written in several places over one another: what is added later wins. */
final class Layers {
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final KnownKeys known;
    private final List<String> problems;

    Layers(KnownKeys known, List<String> problems) {
        this.known = known;
        this.problems = problems;
    }

    Map<String, Entry> entries() {
        return entries;
    }

    void addFile(Collection<Entry> written) {
        for (Entry entry : written) {
            if (known.isKnown(entry.key())) {
                entries.put(entry.key(), entry);
            } else {
                problems.add(unknown(entry));
            }
        }
    }

    /**
     * The environment is shared with all the world, so only names that a key can have are looked at. A name says neither
     * dots nor dashes: a webhook or sink that a file names is meant, if one fits.
     */
    void addEnvironment(Map<String, String> environment) {
        Map<String, String> keys = new LinkedHashMap<>();
        environment.keySet().forEach(name -> familyKey(name).ifPresent(key -> keys.put(name, key)));
        known.plain().forEach(key -> keys.put(KnownKeys.environmentName(key), key));
        entries.keySet().stream()
                .filter(key -> !KnownKeys.isCamel(key))
                .forEach(key -> keys.put(KnownKeys.environmentName(key), key));
        keys.forEach((name, key) -> {
            String value = environment.get(name);
            if (value != null) {
                entries.put(key, new Entry(key, value.strip(), "environment"));
            }
        });
    }

    /** System properties have other owners too ({@code http.proxyHost}, {@code aws.accessKeyId}): those are left alone. */
    void addSystemProperties(Properties system) {
        for (String key : system.stringPropertyNames()) {
            Entry entry = new Entry(key, system.getProperty(key).strip(), "-D");
            if (known.isKnown(key)) {
                entries.put(key, entry);
            } else if (isOursAlone(key)) {
                problems.add(unknown(entry));
            }
        }
    }

    private boolean isOursAlone(String key) {
        String family = key.substring(0, key.indexOf('.') + 1);
        return Set.of(
                        "policy.",
                        "webhook.",
                        "mqtt.",
                        "presence.",
                        "last-will.",
                        "sink.",
                        "engine.",
                        "routes.",
                        "storm.",
                        "flapping.",
                        "maintenance.")
                .contains(family);
    }

    private String unknown(Entry entry) {
        String hint = known.nearest(entry.key())
                .map(key -> "; did you mean " + key + "?")
                .orElse("; remove it (keys of your own go under sink.<name>.)");
        return entry.key() + " is not a setting" + hint + " (" + entry.origin() + ")";
    }

    private Optional<String> familyKey(String variable) {
        return inFamily(variable, "WEBHOOK_", KnownKeys.OF_A_WEBHOOK)
                .or(() -> inFamily(variable, "SINK_", KnownKeys.OF_EVERY_SINK))
                .or(() -> inFamily(variable, "POLICY_", KnownKeys.OF_A_POLICY))
                .or(() -> inFamily(variable, "MAINTENANCE_", KnownKeys.OF_A_MAINTENANCE));
    }

    private Optional<String> inFamily(String variable, String family, Set<String> endings) {
        for (String ending : endings) {
            String suffix = "_" + KnownKeys.environmentName(ending);
            if (variable.startsWith(family)
                    && variable.endsWith(suffix)
                    && variable.length() > family.length() + suffix.length()) {
                String name = variable.substring(family.length(), variable.length() - suffix.length());
                return Optional.of(
                        family.toLowerCase(Locale.ROOT).replace('_', '.') + memberName(family, name) + "." + ending);
            }
        }
        return Optional.empty();
    }

    private String memberName(String family, String name) {
        if (family.equals("POLICY_")) {
            return name;
        }
        String prefix = family.toLowerCase(Locale.ROOT).replace('_', '.');
        List<String> named = new ArrayList<>();
        for (String key : entries.keySet()) {
            String[] parts = key.split("\\.", 3);
            if (key.startsWith(prefix)
                    && parts.length == 3
                    && KnownKeys.environmentName(parts[1]).equals(name)) {
                named.add(parts[1]);
            }
        }
        return named.isEmpty() ? name.toLowerCase(Locale.ROOT).replace('_', '-') : named.get(0);
    }
}
