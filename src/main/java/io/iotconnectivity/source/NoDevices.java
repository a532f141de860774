package io.iotconnectivity.source;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import java.util.Set;
import java.util.function.Predicate;

/** Recognizes client ids that are not devices: our own, and those ignored by the settings. */
public final class NoDevices implements Predicate<ClientId> {
    private final Set<String> own;
    private final ClientPattern ignored;

    /**
     * @param stem of our own client ids; each source appends its name
     * @param ignored matches the whole id
     */
    public NoDevices(String stem, ClientPattern ignored) {
        // Only these: a device id may well begin like ours, and must not be overlooked for that.
        this.own = Set.of(
                stem + "-presence", stem + "-last-will", stem + "-sign-of-life", stem + "-doctor", stem + "-canary");
        this.ignored = ignored;
    }

    /** Whether it is one of our own. */
    public boolean isOwn(ClientId client) {
        return own.contains(client.value());
    }

    @Override
    public boolean test(ClientId client) {
        return isOwn(client) || ignored.matches(client);
    }
}
