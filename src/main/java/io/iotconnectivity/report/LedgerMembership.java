package io.iotconnectivity.report;

import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.presence.DeviceClass;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Presence;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Counts each device toward the group and the class that it has now.
 *
 * @param named the names of the classes, without the default one
 * @param deviceClass the name of the class of a device; empty if it is the default one
 */
public record LedgerMembership(
        Supplier<Ledger> ledger,
        List<String> named,
        Function<Presence, Optional<String>> deviceClass,
        ReportSettings settings)
        implements Membership {

    /** Counts each device toward the class of these that it has now. */
    public static LedgerMembership of(Supplier<Ledger> ledger, DeviceClasses classes, ReportSettings settings) {
        return new LedgerMembership(
                ledger,
                classes.names(),
                device -> classes.find(device)
                        .flatMap(entry -> entry.policy().deviceClass())
                        .map(DeviceClass::name),
                settings);
    }

    @Override
    public List<String> classes() {
        return Stream.concat(named.stream(), Stream.of(DEFAULT_CLASS))
                .distinct()
                .toList();
    }

    @Override
    public Optional<String> group(Presence device) {
        return ledger.get().group(device.client());
    }

    @Override
    public Kind kind(Presence device) {
        String name = deviceClass.apply(device).orElse(DEFAULT_CLASS);
        return new Kind(name, settings.excludesPlanned(name));
    }
}
