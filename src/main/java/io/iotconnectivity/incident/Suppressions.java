package io.iotconnectivity.incident;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Printable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Determines what suppresses incidents. Suppression blocks the opening, never the resolution. */
public final class Suppressions {
    /** Suppression by silences only. */
    public static final Suppressions NONE = new Suppressions(List.of(), List.of());

    private final List<Maintenance> windows;
    private final Dependencies dependencies;

    /**
     * @param windows the maintenance windows
     * @param dependencies the dependencies of devices on others
     */
    public Suppressions(List<Maintenance> windows, List<Dependency> dependencies) {
        this.windows = List.copyOf(windows);
        this.dependencies = new Dependencies(dependencies);
    }

    /** The maintenance windows. */
    public List<Maintenance> windows() {
        return windows;
    }

    /**
     * What currently suppresses an incident of the device: the silence or maintenance window that ends last, or a
     * parent on any level that is itself away.
     *
     * @param isAway whether a parent device is away or silent: SUSPECT, OFFLINE or STALE
     * @param hasStorm whether a parent group has an open storm
     */
    public Optional<Suppression> of(
            ClientId client,
            Optional<String> group,
            Instant now,
            List<Silence> silences,
            Predicate<ClientId> isAway,
            Predicate<String> hasStorm) {
        List<Suppression> ending = new ArrayList<>();
        for (Silence silence : silences) {
            if (silence.holds(client, group, now)) {
                ending.add(of(silence));
            }
        }
        for (Maintenance window : windows) {
            window.endFor(client, group, now).ifPresent(end -> ending.add(of(window, end)));
        }
        return ending.stream()
                .max(Comparator.comparing(suppression -> suppression.until().orElseThrow()))
                .or(() -> dependencies.away(client, isAway, hasStorm).map(found -> of(client, found)));
    }

    /** All parents of a device, as named by {@link Dependencies#of}. */
    Set<String> parents(ClientId client) {
        return dependencies.of(client);
    }

    /** Whether any device may depend on another. */
    boolean hasDependencies() {
        return !dependencies.isEmpty();
    }

    private static Suppression of(Silence silence) {
        return new Suppression(
                "silence",
                silence.id(),
                Optional.of(silence.until()),
                "it is silenced by " + Printable.of(silence.author()) + " until " + second(silence.until()) + ": "
                        + Printable.of(silence.comment()));
    }

    private static Suppression of(Maintenance window, Instant end) {
        return new Suppression(
                "maintenance",
                window.name(),
                Optional.of(end),
                "the maintenance window " + Printable.of(window.name()) + " is open until " + second(end)
                        + window.comment()
                                .map(comment -> ": " + Printable.of(comment))
                                .orElse(""));
    }

    private static Instant second(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS);
    }

    private static Suppression of(ClientId client, Dependencies.Found parent) {
        String name = Printable.of(parent.name());
        String way = parent.by().equals(client) ? "" : " through " + parent.by();
        return new Suppression(
                "dependency",
                parent.name(),
                Optional.empty(),
                "it depends" + way + " on "
                        + (parent.isGroup() ? "the group " + name + ", which has a storm" : name + ", which is away"));
    }
}
