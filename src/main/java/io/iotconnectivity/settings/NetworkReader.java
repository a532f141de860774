package io.iotconnectivity.settings;

import io.iotconnectivity.network.NetworkSettings;
import java.nio.file.Path;
import java.util.Optional;

/** Reads {@code network.*}: which files tell more about the networks that devices connect from. */
final class NetworkReader {
    /** As many networks route together at least. */
    private static final int USUAL_PREFIX = 24;

    private final Values values;

    NetworkReader(Values values) {
        this.values = values;
    }

    NetworkSettings read(Optional<Integer> groupPrefix) {
        return new NetworkSettings(
                groupPrefix.orElse(USUAL_PREFIX), file(NetworkSettings.ASN_FILE), file(NetworkSettings.COUNTRY_FILE));
    }

    private Optional<Path> file(String key) {
        return values.optional(key).map(file -> values.path(key, "networks.mmdb"));
    }
}
