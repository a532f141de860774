package io.iotconnectivity.report;

import io.iotconnectivity.engine.DeviceQuery;
import io.iotconnectivity.engine.GroupCount;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.signal.ClientId;
import java.util.List;
import java.util.Optional;

/** Finds what a query names that does not exist, which would otherwise look as if nothing had ever happened. */
final class QueryCheck {
    private static final int MOST_NAMED = 20;
    private static final int LONGEST_NAME = 64;

    private final Ledger ledger;
    private final Membership membership;

    QueryCheck(Ledger ledger, Membership membership) {
        this.ledger = ledger;
        this.membership = membership;
    }

    /** What does not exist, and what there is; begins with the name of the parameter. Empty if all of it exists. */
    Optional<String> mistake(Optional<String> deviceClass, Optional<String> group, Optional<String> device) {
        return deviceClass
                .filter(name -> !membership.classes().contains(name))
                .map(name -> "class is none that there is; there are " + named(membership.classes()))
                .or(() -> group.filter(this::isEmpty).map(name -> "group has no device; " + groups()))
                .or(() -> device.filter(name -> !isKnown(name)).map(this::unknown));
    }

    private boolean isEmpty(String group) {
        return ledger.devices(DeviceQuery.ALL.withGroup(Optional.of(group)), 1).total() == 0;
    }

    private String groups() {
        List<String> names = ledger.groups(MOST_NAMED + 2).stream()
                .map(GroupCount::group)
                .filter(name -> !name.isEmpty())
                .sorted()
                .toList();
        return names.isEmpty() ? "no device belongs to a group (group.pattern)" : "there are " + named(names);
    }

    private boolean isKnown(String device) {
        try {
            return ledger.device(new ClientId(device)).isPresent();
        } catch (IllegalArgumentException notAnId) {
            return false;
        }
    }

    private String unknown(String device) {
        List<String> similar =
                ledger.devices(DeviceQuery.ALL.containing(Optional.of(device)), MOST_NAMED).items().stream()
                        .map(known -> known.client().value())
                        .toList();
        return "device is not known; "
                + (similar.isEmpty()
                        ? "write a whole client id, as /api/devices lists it"
                        : "this is part of the ids of " + named(similar));
    }

    private static String named(List<String> names) {
        List<String> first = names.stream()
                .limit(MOST_NAMED)
                .map(name -> name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name)
                .toList();
        return String.join(", ", first) + (names.size() > MOST_NAMED ? ", …" : "");
    }
}
