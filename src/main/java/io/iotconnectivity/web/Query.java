package io.iotconnectivity.web;

import io.iotconnectivity.engine.DeviceOrder;
import io.iotconnectivity.engine.DevicePlace;
import io.iotconnectivity.event.Verdict;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The parameters of one request. */
final class Query extends Given {
    /** A client id and a reason, in base64. */
    private static final int LONGEST_PLACE = 1024;

    private final MultiMap parameters;

    /**
     * @param known the parameters that exist; any other is a caller's mistake that would otherwise go unnoticed
     */
    Query(MultiMap parameters, Set<String> known) {
        this.parameters = parameters;
        for (String name : parameters.names()) {
            if (!known.contains(name)) {
                throw Problem.badRequest("there is no such parameter here; allowed: "
                        + (known.isEmpty() ? "none" : String.join(", ", new TreeSet<>(known))));
            }
        }
    }

    @Override
    Optional<String> text(String name, int maxLength) {
        String value = parameters.get(name);
        if (value == null || value.isEmpty()) {
            return Optional.empty();
        }
        if (value.length() > maxLength) {
            throw Problem.ofField(name, name + " is longer than " + maxLength + " characters");
        }
        return Optional.of(value);
    }

    Optional<Verdict> state() {
        return text("state").map(word -> Arrays.stream(Verdict.values())
                .filter(verdict -> verdict.name().equals(word.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () -> Problem.ofField("state", "state must be one of " + Arrays.toString(Verdict.values()))));
    }

    /** Where an earlier page of devices in the same order ended. */
    Optional<DevicePlace> place(DeviceOrder order) {
        return text("after", LONGEST_PLACE).map(text -> {
            try {
                DevicePlace place = DevicePlace.of(text);
                if (place.order().equals(order)) {
                    return place;
                }
            } catch (IllegalArgumentException notAPlace) {
                // Refused below, like a position of another list.
            }
            throw Problem.ofField("after", "after must be the next of the previous page, requested with the same sort");
        });
    }
}
