package io.iotconnectivity.doctor;

import io.iotconnectivity.network.NetworkFile;
import io.iotconnectivity.network.NetworkSettings;
import io.iotconnectivity.network.UnusableFile;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Checks whether the files about networks can be read, and are not too old. */
final class NetworkFiles implements Check {
    /** The free ones come at least once a month. */
    private static final Duration OLD = Duration.ofDays(90);

    private final Map<String, Path> files = new TreeMap<>();
    private final Clock clock;

    NetworkFiles(NetworkSettings settings, Clock clock) {
        add(NetworkSettings.ASN_FILE, settings.asnFile());
        add(NetworkSettings.COUNTRY_FILE, settings.countryFile());
        this.clock = clock;
    }

    private void add(String setting, Optional<Path> file) {
        file.ifPresent(path -> files.put(setting, path));
    }

    @Override
    public String name() {
        return "network files";
    }

    @Override
    public boolean isUsed() {
        return !files.isEmpty();
    }

    @Override
    public List<Finding> look() {
        return files.entrySet().stream()
                .map(each -> look(each.getKey(), each.getValue()))
                .toList();
    }

    private Finding look(String setting, Path file) {
        try {
            NetworkFile read = NetworkFile.read(setting, file);
            Instant built = read.built();
            String found = setting + ": " + read.type() + " of " + built;
            return built.isBefore(clock.instant().minus(OLD))
                    ? Finding.warning(name(), found + " is old", "download a newer one, for example with geoipupdate")
                    : Finding.ok(name(), found);
        } catch (UnusableFile e) {
            int fix = e.getMessage().lastIndexOf("; ");
            return Finding.warning(
                    name(), e.getMessage().substring(0, fix), e.getMessage().substring(fix + 2));
        }
    }
}
