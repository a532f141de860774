package io.iotconnectivity.settings;

import io.iotconnectivity.report.BreakdownSettings;
import java.util.List;

/** Reads {@code breakdown.*}: by what devices are compared. */
final class BreakdownReader {
    private static final String ATTRIBUTES = "breakdown.attributes";
    private static final int MOST_ATTRIBUTES = 8;
    private static final int USUAL_PREFIX = 24;
    private static final int LEAST_PREFIX = 8;
    private static final int MOST_PREFIX = 32;

    private final Values values;

    BreakdownReader(Values values) {
        this.values = values;
    }

    BreakdownSettings read() {
        int prefix = values.isSet(GroupReader.PREFIX)
                ? values.number(GroupReader.PREFIX, USUAL_PREFIX, LEAST_PREFIX, MOST_PREFIX)
                : USUAL_PREFIX;
        return new BreakdownSettings(values.flag("breakdown.storms"), prefix);
    }

    /** The attributes of things that devices are compared by. */
    List<String> attributes() {
        List<String> names = values.list(ATTRIBUTES);
        for (String name : names) {
            if (!GroupReader.ATTRIBUTE.matcher(name).matches()) {
                values.report(ATTRIBUTES, "names '" + name + "', which is not a valid thing attribute name");
            }
        }
        if (names.size() > MOST_ATTRIBUTES) {
            values.report(ATTRIBUTES, "names more than " + MOST_ATTRIBUTES + " attributes");
        }
        return names;
    }
}
