package io.iotconnectivity.source;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import java.util.Set;
import java.util.function.Predicate;

/** Tells the client ids that are no devices: our own, and those that the settings name. */
public final class NoDevices implements Predicate<ClientId> {
    private final Set<String> own;
    private final ClientPattern ignored;

    /**
     * @param stem of our own client ids; each source adds its name to it
     * @param ignored matches the whole id
     */
    public NoDevices(String stem, ClientPattern ignored) {
        // Just these: a device may well begin like us, and must not be overlooked for that.
        this.own = Set.of(
                stem + "-presence", stem + "-last-will", stem + "-sign-of-life", stem + "-doctor", stem + "-canary");
        this.ignored = ignored;
    }

    @Override
    public boolean test(ClientId client) {
        return own.contains(client.value()) || ignored.matches(client);
    }
}
