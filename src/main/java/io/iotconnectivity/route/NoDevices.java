package io.iotconnectivity.route;

import io.iotconnectivity.signal.ClientId;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Tells the client ids that are no devices: our own, and those that the settings name. */
public final class NoDevices implements Predicate<ClientId> {
    private final String ownPrefix;
    private final Pattern ignored;

    /**
     * @param stem of our own client ids; a dash and the source's name follow it
     * @param ignored matches the whole id
     */
    public NoDevices(String stem, Pattern ignored) {
        this.ownPrefix = stem + "-";
        this.ignored = ignored;
    }

    @Override
    public boolean test(ClientId client) {
        return client.value().startsWith(ownPrefix)
                || ignored.matcher(client.value()).matches();
    }
}
