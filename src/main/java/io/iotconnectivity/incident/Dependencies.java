package io.iotconnectivity.incident;

import io.iotconnectivity.signal.ClientId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Determines which devices depend on which, over any number of levels. */
final class Dependencies {
    /** A rule may produce ever longer ids, and several rules more parents than there is time for. */
    private static final int MOST_ANCESTORS = 100;

    private final List<Dependency> rules;

    Dependencies(List<Dependency> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * A parent that explains why a device is away.
     *
     * @param name its client id, or the name of the group
     * @param isGroup whether the parent is a group
     * @param by the device whose direct parent it is: the device itself, or one of its parents
     */
    record Found(String name, boolean isGroup, ClientId by) {}

    /**
     * The nearest parent that is away. Devices with circular dependencies do not explain each other: all of them may be
     * away for one reason, and at least one must be reported.
     */
    Optional<Found> away(ClientId client, Predicate<ClientId> isAway, Predicate<String> hasStorm) {
        if (rules.isEmpty()) {
            return Optional.empty();
        }
        Ancestors ancestors = ancestors(client);
        for (Map.Entry<ClientId, ClientId> parent : ancestors.devices().entrySet()) {
            if (isAway.test(parent.getKey()) && !isAncestor(client, parent.getKey())) {
                return Optional.of(new Found(parent.getKey().value(), false, parent.getValue()));
            }
        }
        return ancestors.groups().entrySet().stream()
                .filter(group -> hasStorm.test(group.getKey()))
                .findFirst()
                .map(group -> new Found(group.getKey(), true, group.getValue()));
    }

    /** All parents of a device, on any level: client ids, and group names with the prefix {@code group:}. */
    Set<String> of(ClientId client) {
        if (rules.isEmpty()) {
            return Set.of();
        }
        Ancestors ancestors = ancestors(client);
        Set<String> names = new LinkedHashSet<>();
        ancestors.devices().keySet().forEach(parent -> names.add(parent.value()));
        ancestors.groups().keySet().forEach(group -> names.add(Dependency.GROUP + group));
        return names;
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    private boolean isAncestor(ClientId client, ClientId of) {
        Ancestors ancestors = ancestors(of);
        return ancestors.devices().containsKey(client) || ancestors.isCutShort();
    }

    /**
     * @param devices the parents, nearest first, each with one of its children
     * @param groups likewise
     * @param isCutShort whether there are more
     */
    private record Ancestors(Map<ClientId, ClientId> devices, Map<String, ClientId> groups, boolean isCutShort) {}

    private Ancestors ancestors(ClientId client) {
        Map<ClientId, ClientId> devices = new LinkedHashMap<>();
        Map<String, ClientId> groups = new LinkedHashMap<>();
        Deque<ClientId> open = new ArrayDeque<>(List.of(client));
        while (!open.isEmpty()) {
            ClientId child = open.remove();
            for (String parent : parents(child)) {
                if (parent.startsWith(Dependency.GROUP)) {
                    groups.putIfAbsent(parent.substring(Dependency.GROUP.length()), child);
                } else {
                    clientId(parent)
                            .filter(next -> !next.equals(child) && devices.putIfAbsent(next, child) == null)
                            .ifPresent(open::add);
                }
            }
            if (devices.size() + groups.size() > MOST_ANCESTORS) {
                return new Ancestors(devices, groups, true);
            }
        }
        return new Ancestors(devices, groups, false);
    }

    private Set<String> parents(ClientId child) {
        Set<String> parents = new LinkedHashSet<>();
        for (Dependency rule : rules) {
            rule.parentOf(child).ifPresent(parents::add);
        }
        return parents;
    }

    /** Empty if the parts of the child's id do not form a valid client id, for example because it would be too long. */
    private static Optional<ClientId> clientId(String text) {
        try {
            return Optional.of(new ClientId(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
