package io.iotconnectivity.settings;

import io.iotconnectivity.secret.Secrets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/** Layers what was written in several places: later layers win. */
final class Layers {
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Entry> above = new LinkedHashMap<>();
    private FormerNames former = new FormerNames(Map.of());
    private final KnownKeys known;
    private final List<String> problems;

    Layers(KnownKeys known, List<String> problems) {
        this.known = known;
        this.problems = problems;
    }

    /** All layers: files, above them the environment under former names, above that everything else. */
    Map<String, Entry> entries() {
        Map<String, Entry> all = new LinkedHashMap<>(entries);
        all.putAll(former.entries());
        all.putAll(above);
        return all;
    }

    FormerNames former() {
        return former;
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

    /** Environment variables with our prefix, and AWS's own name for the region; see {@link EnvironmentNames}. */
    void addEnvironment(Map<String, String> environment) {
        EnvironmentNames names = new EnvironmentNames(known.plain(), Set.copyOf(entries.keySet()));
        Map<String, Entry> unprefixed = new LinkedHashMap<>();
        List<Entry> unnamed = new ArrayList<>();
        new TreeMap<>(environment).forEach((variable, value) -> {
            if (EnvironmentNames.isOfAService(variable, value)) {
                return;
            }
            if (!Entry.canBeKey(variable)) {
                if (variable.startsWith(EnvironmentNames.PREFIX)) {
                    problems.add("An environment variable that begins with " + EnvironmentNames.PREFIX
                            + " matches no setting; remove it");
                }
            } else if (variable.startsWith(EnvironmentNames.PREFIX)) {
                String bare = variable.substring(EnvironmentNames.PREFIX.length());
                names.key(bare)
                        .ifPresentOrElse(
                                key -> above.put(key, new Entry(key, value.strip(), variable)),
                                () -> problems.add(unknownVariable(variable, bare)));
            } else if (variable.equals("AWS_REGION")) {
                above.putIfAbsent("aws.region", new Entry("aws.region", value.strip(), variable));
            } else {
                names.key(variable).ifPresent(key -> {
                    Entry entry = new Entry(key, value.strip(), variable);
                    if (names.isWritten(key)) {
                        unprefixed.put(key, entry);
                    } else {
                        unnamed.add(entry);
                    }
                });
            }
        });
        unprefixed.keySet().removeAll(above.keySet());
        former = new FormerNames(unprefixed);
        former.leaveAlone(unnamed);
    }

    /** System properties have other owners too ({@code http.proxyHost}, {@code aws.accessKeyId}): those are ignored. */
    void addSystemProperties(Properties system) {
        for (String key : system.stringPropertyNames()) {
            Entry entry = new Entry(key, system.getProperty(key).strip(), "-D");
            if (known.isKnown(key)) {
                above.put(key, entry);
            } else if (isOursAlone(key)) {
                problems.add(unknown(entry));
            }
        }
    }

    private boolean isOursAlone(String key) {
        String prefix = key.substring(0, Math.max(0, key.indexOf('.')));
        return Set.of("mqtt", "presence", "last-will", "engine", "routes", "storm", "flapping")
                        .contains(prefix)
                || KnownKeys.FAMILIES.stream()
                        .anyMatch(family -> family.prefix().equals(prefix));
    }

    private String unknown(Entry entry) {
        String hint = known.nearest(entry.key())
                .map(key -> "; did you mean " + key + "?")
                .orElse("; remove it (keys of your own go under sink.<name>.)");
        // A line that contains only a token is a key without a value.
        String key = Secrets.of(parts -> parts.pasted(entry.key())).masked(entry.key());
        return key + " is not a setting" + hint + " (" + entry.origin() + ")";
    }

    private String unknownVariable(String variable, String bare) {
        return variable + " in the environment is not a setting"
                + known.nearestVariable(bare)
                        .map(name -> "; did you mean " + EnvironmentNames.PREFIX + name + "?")
                        .orElse("; remove it");
    }
}
