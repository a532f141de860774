package io.iotconnectivity.doctor;

import io.iotconnectivity.doctor.Features.Source;
import java.util.ArrayList;
import java.util.List;

/** Finds devices whose events cannot reach us, whatever else is right. */
final class PresenceFilter implements Check {
    private static final String EVENTS = "$aws/events/presence/";
    private static final String ALL = EVENTS + "#";

    private final Features features;

    PresenceFilter(Features features) {
        this.features = features;
    }

    @Override
    public String name() {
        return "devices without events";
    }

    @Override
    public boolean isUsed() {
        return features.settings().sources().bringPresenceEvents();
    }

    @Override
    public List<Finding> look() {
        List<Finding> found = new ArrayList<>();
        features.sources().stream()
                .filter(source -> source.name().equals("presence"))
                .filter(source -> misses(source.plainFilter()))
                .map(PresenceFilter::partly)
                .forEach(found::add);
        // An AWS rule that no call reveals:
        found.add(Finding.ok(
                name(),
                "AWS publishes no presence events for client ids that contain '+' or '#'; this check cannot see"
                        + " whether such devices exist",
                "give every device a client id without '+' and '#', preferably its thing name"));
        return found;
    }

    private static boolean misses(String filter) {
        return filter.startsWith(EVENTS) && !filter.equals(ALL);
    }

    private static Finding partly(Source source) {
        boolean oneKind = source.plainFilter().startsWith(EVENTS + "connected")
                || source.plainFilter().startsWith(EVENTS + "disconnected");
        return Finding.warning(
                source.setting(),
                source.filter()
                        + (oneKind
                                ? " matches only one kind of event: connects and disconnects are both needed"
                                : " misses devices whose client ids contain '/'"),
                source.setting() + " = " + source.filter().replace(source.plainFilter(), ALL));
    }
}
