package io.iotconnectivity.incident;

import io.iotconnectivity.signal.ClientId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The devices that are away, by the parents that they depend on; in memory only, like {@link Drops}. */
final class Dependants {
    private final Map<ClientId, Away> byChild = new LinkedHashMap<>();
    private final Map<String, LinkedHashSet<ClientId>> byParent = new HashMap<>();

    private record Away(Set<String> parents, Instant forgotten) {}

    /**
     * A device that depends on others is away, and an incident reports it.
     *
     * @param parents as named by {@link Dependencies#of}
     * @param forgotten when it is forgotten, because no parent can be the cause any more
     */
    void away(ClientId child, Set<String> parents, Instant forgotten, Instant now) {
        back(child);
        forgetOldest(now);
        if (!parents.isEmpty()) {
            byChild.put(child, new Away(parents, forgotten));
            parents.forEach(parent -> byParent.computeIfAbsent(parent, name -> new LinkedHashSet<>())
                    .add(child));
        }
    }

    /** The device is well, or the incident of a parent reports its outage. */
    void back(ClientId child) {
        Away away = byChild.remove(child);
        if (away != null) {
            leave(child, away);
        }
    }

    /** Some of the devices that depend on it. */
    List<ClientId> of(String parent, int most) {
        LinkedHashSet<ClientId> children = byParent.get(parent);
        if (children == null) {
            return List.of();
        }
        List<ClientId> some = new ArrayList<>();
        for (ClientId child : children) {
            if (some.size() >= most) {
                break;
            }
            some.add(child);
        }
        return some;
    }

    private void leave(ClientId child, Away away) {
        for (String parent : away.parents()) {
            LinkedHashSet<ClientId> children = byParent.get(parent);
            children.remove(child);
            if (children.isEmpty()) {
                byParent.remove(parent);
            }
        }
    }

    private void forgetOldest(Instant now) {
        Iterator<Map.Entry<ClientId, Away>> oldest = byChild.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<ClientId, Away> entry = oldest.next();
            if (!entry.getValue().forgotten().isBefore(now)) {
                return;
            }
            oldest.remove();
            leave(entry.getKey(), entry.getValue());
        }
    }
}
