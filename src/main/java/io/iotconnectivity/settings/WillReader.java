package io.iotconnectivity.settings;

import io.iotconnectivity.signal.Printable;
import io.iotconnectivity.signal.WillWords;
import io.iotconnectivity.signal.WillWords.Entry;
import io.iotconnectivity.signal.WillWords.Meaning;
import io.iotconnectivity.signal.WillWords.Unknown;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the meaning of payloads on the last-will topic: {@code last-will.gone}, {@code last-will.path} and similar
 * settings.
 */
final class WillReader {
    private static final Map<Meaning, String> SETTINGS =
            Map.of(Meaning.GONE, "gone", Meaning.HERE, "here", Meaning.NOTHING, "ignore");

    private final Values values;

    WillReader(Values values) {
        this.values = values;
    }

    WillWords read() {
        Map<Entry, Meaning> meanings = new HashMap<>();
        read("last-will.gone", Meaning.GONE, meanings);
        read("last-will.here", Meaning.HERE, meanings);
        read("last-will.ignore", Meaning.NOTHING, meanings);
        List<String> paths = values.list("last-will.path");
        for (String path : paths) {
            try {
                WillWords.checkPath(path);
            } catch (IllegalArgumentException wrong) {
                values.complain(
                        "last-will.path", "last-will.path: \"" + Printable.of(path) + "\" " + wrong.getMessage());
                paths = List.of();
            }
        }
        return new WillWords(
                meanings, paths, values.word("last-will.unknown", Unknown.KEEP, Unknown.class, Unknown::word));
    }

    private void read(String key, Meaning meaning, Map<Entry, Meaning> meanings) {
        for (String text : values.list(key)) {
            String problem = key + ": \"" + Printable.of(text) + "\" ";
            try {
                Meaning other = meanings.put(Entry.of(text), meaning);
                if (other != null && other != meaning) {
                    values.complain(
                            key,
                            problem + "is also in last-will." + SETTINGS.get(other) + "; keep it in only one of them");
                }
            } catch (IllegalArgumentException wrong) {
                values.complain(key, problem + wrong.getMessage());
            }
        }
    }
}
