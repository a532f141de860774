package io.iotconnectivity.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Settings under their environment names from before the prefix was introduced: {@code MQTT_URL} for {@code mqtt.url}.
 * Other programs use such names too, so one is accepted only if it has several words and its value is valid for the
 * setting.
 */
final class FormerNames {
    private final Map<String, Entry> entries;
    private final List<String> warnings = new ArrayList<>();

    /**
     * @param entries by their keys; the origin of each is its variable
     */
    FormerNames(Map<String, Entry> entries) {
        this.entries = new TreeMap<>(entries);
    }

    Map<String, Entry> entries() {
        return entries;
    }

    /** Ignores those that have problems; {@code true} if there are any. */
    boolean dropWrong(List<String> problems) {
        return entries.values().removeIf(entry -> {
            boolean wrong = problems.stream().anyMatch(problem -> problem.endsWith(entry.place()));
            if (wrong && !isCommon(entry)) {
                warn(entry, " is ignored: its value is not valid for " + entry.key() + ". If it is meant for");
            }
            return wrong;
        });
    }

    /** Ignores those with a single word, as any program may use them; {@code true} if there are any. */
    boolean dropCommon() {
        return entries.values()
                .removeIf(entry -> isCommon(entry)
                        && warn(entry, " is ignored, because any program may use that name. If it is meant for"));
    }

    /** The warnings about all that were found. */
    List<String> warnings() {
        List<String> all = new ArrayList<>(warnings);
        entries.values()
                .forEach(entry -> all.add(entry.origin() + " in the environment is read as " + entry.key()
                        + "; name it " + EnvironmentNames.of(entry.key()) + ", which no other program uses"));
        return all;
    }

    /**
     * @param names variables that look like ours and name something that no file defines
     */
    void leaveAlone(List<Entry> names) {
        names.forEach(
                entry -> warn(entry, " is ignored: no file defines " + member(entry.key()) + ". If it is meant for"));
    }

    private static boolean isCommon(Entry entry) {
        return !entry.key().contains(".");
    }

    private boolean warn(Entry entry, String why) {
        return warnings.add(entry.origin() + " in the environment" + why + " iot-connectivity, name it "
                + EnvironmentNames.of(entry.key()));
    }

    private static String member(String key) {
        return key.substring(0, key.lastIndexOf('.'));
    }
}
