package io.iotconnectivity.doctor;

import io.iotconnectivity.doctor.Finding.Status;
import java.util.List;

/**
 * The result of an account check.
 *
 * @param items in a fixed order, the most general first
 * @param notUsed what was not checked, because the settings do not use it
 */
public record Report(List<Finding> items, List<String> notUsed) {
    public Report {
        items = List.copyOf(items);
        notUsed = List.copyOf(notUsed);
    }

    /** Whether something would lose or delay events, verdicts or deliveries. */
    public boolean hasErrors() {
        return items.stream().anyMatch(item -> item.status() == Status.ERROR);
    }
}
