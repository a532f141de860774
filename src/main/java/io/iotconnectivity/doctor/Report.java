package io.iotconnectivity.doctor;

import io.iotconnectivity.doctor.Finding.Status;
import java.util.List;

/**
 * What an account check came to.
 *
 * @param items in a fixed order, those that concern everything first
 * @param notUsed what was not looked at, because the settings do not use it
 */
public record Report(List<Finding> items, List<String> notUsed) {
    public Report {
        items = List.copyOf(items);
        notUsed = List.copyOf(notUsed);
    }

    /** Whether something would lose events, verdicts or deliveries, or hold them up. */
    public boolean hasErrors() {
        return items.stream().anyMatch(item -> item.status() == Status.ERROR);
    }
}
