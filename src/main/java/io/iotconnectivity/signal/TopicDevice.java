package io.iotconnectivity.signal;

import java.util.Optional;

/** Finds the device that a topic names: by its last level, where the subscribed filter has a wildcard. */
final class TopicDevice {
    private static final String SHARED = "$share/";

    private final String[] filter;

    /**
     * @param filter the subscribed topic filter; may be a shared one ({@code $share/<group>/…})
     */
    TopicDevice(String filter) {
        String own = filter.startsWith(SHARED) ? filter.substring(filter.indexOf('/', SHARED.length()) + 1) : filter;
        this.filter = levels(own);
    }

    /** Empty where all devices share the topic. */
    Optional<String> lastLevel(String topic) {
        String[] levels = levels(topic);
        int last = levels.length - 1;
        String pattern = last < filter.length ? filter[last] : filter[filter.length - 1];
        boolean wildcard = pattern.equals("#") || pattern.equals("+") && last < filter.length;
        return wildcard && !levels[last].isEmpty() ? Optional.of(levels[last]) : Optional.empty();
    }

    private static String[] levels(String topic) {
        return topic.split("/", -1);
    }
}
