package io.iotconnectivity.settings;

import io.iotconnectivity.fuzz.Holds;
import io.iotconnectivity.fuzz.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Settings: they are used as they are, or refused with every problem named. */
public final class FuzzedSettings {
    private static final int LONGEST_PROBLEM = 2_000;

    public static final List<Target> TARGETS = List.of(
            new Target("settings-file", FuzzedSettings::file).takingLong(),
            Target.ofText("environment", FuzzedSettings::environment).takingLong(),
            Target.ofText("property-file", FuzzedSettings::properties),
            Target.ofText("duration", FuzzedSettings::duration));

    private FuzzedSettings() {}

    private static void file(byte[] input) throws IOException {
        Path file = Files.createTempFile("fuzzed", ".properties");
        try {
            Files.write(file, input);
            load(Optional.of(file), Map.of());
        } finally {
            Files.delete(file);
        }
    }

    private static void environment(String input) {
        Map<String, String> environment = new HashMap<>();
        for (String line : input.split("\n", 50)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                environment.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        load(Optional.empty(), environment);
    }

    private static void load(Optional<Path> file, Map<String, String> environment) {
        List<String> warnings = new ArrayList<>();
        try {
            new SettingsLoader(Path.of("no-such-directory"), environment, new Properties()).load(file, warnings);
        } catch (InvalidSettings invalid) {
            Holds.that(!invalid.problems().isEmpty(), "refused without a word");
            invalid.problems().forEach(problem -> Holds.printable("the problem", problem, LONGEST_PROBLEM));
        }
        warnings.forEach(warning -> Holds.printable("the warning", warning, LONGEST_PROBLEM));
    }

    private static void properties(String text) {
        List<String> problems = new ArrayList<>();
        for (Entry entry : new PropertyFile("own.properties", problems).read(text)) {
            Holds.that(!entry.key().contains("\n=") && entry.place().contains("own.properties"), "out of place");
        }
        problems.forEach(problem -> Holds.printable("the problem", problem, LONGEST_PROBLEM));
    }

    private static void duration(String text) {
        Optional<Duration> read = Durations.parse(text);
        // Longer ones are refused wherever there is a duration.
        if (read.filter(length -> length.compareTo(Duration.ofDays(3650)) <= 0).isPresent()) {
            Holds.same("the duration", read, Durations.parse(Durations.write(read.get())));
        }
    }
}
