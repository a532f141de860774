package io.iotconnectivity.settings;

import io.iotconnectivity.aws.connectivity.ListingSettings;
import io.iotconnectivity.presence.RequiredFilters;
import io.iotconnectivity.signal.TopicFilter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads {@code deaf.*}: what connected devices must be subscribed to, and when AWS is asked about it. */
final class DeafReader {
    /** Instead of filters: this class requires none. */
    static final String NOTHING = "none";

    private static final String SUBSCRIPTIONS = "deaf.subscriptions";
    private static final int MOST_INCIDENTS = 1_000_000;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MONTH = Duration.ofDays(31);

    private final Values values;

    DeafReader(Values values) {
        this.values = values;
    }

    /** When AWS is asked. */
    ListingSettings read() {
        boolean required = !values.text(SUBSCRIPTIONS).isEmpty() || ClassReader.anyRequiresSubscriptions(values);
        Duration every = values.duration("deaf.check-every", Duration.ZERO, MONTH);
        return new ListingSettings(
                required,
                values.duration("deaf.after", SECOND, DAY),
                Optional.of(every).filter(any -> !any.isZero()),
                values.duration("deaf.recheck-every", SECOND, DAY),
                values.calls("deaf.max-calls-per-second"),
                values.number("deaf.max-incidents", 1, 1, MOST_INCIDENTS));
    }

    /** What devices of the default class must be subscribed to. */
    RequiredFilters ofDefault() {
        return of(SUBSCRIPTIONS, RequiredFilters.NONE);
    }

    /**
     * @param usual what is required if nothing is set
     */
    RequiredFilters of(String key, RequiredFilters usual) {
        if (!values.isSet(key)) {
            return usual;
        }
        if (values.text(key).equals(NOTHING)) {
            return RequiredFilters.NONE;
        }
        List<String> patterns = values.list(key);
        for (String pattern : patterns) {
            String sample = pattern.replace(RequiredFilters.CLIENT_ID, "x").replace(RequiredFilters.THING_NAME, "x");
            if (sample.contains("${")) {
                values.report(
                        key,
                        "has a placeholder that is neither " + RequiredFilters.CLIENT_ID + " nor "
                                + RequiredFilters.THING_NAME);
            } else if (pattern.equals(NOTHING)) {
                values.report(key, "has topic filters besides " + NOTHING + "; write only the one or the others");
            } else if (TopicFilter.of(sample).isEmpty()) {
                values.report(
                        key,
                        "is not a list of topic filters; write cmd/" + RequiredFilters.CLIENT_ID + ", fleet/+/config");
            }
        }
        if (patterns.size() > RequiredFilters.MOST) {
            values.report(key, "has more than " + RequiredFilters.MOST + " topic filters; use wildcards");
            return usual;
        }
        return new RequiredFilters(patterns);
    }
}
