package io.iotconnectivity.settings;

import io.iotconnectivity.settings.Settings.Topic;
import io.iotconnectivity.signal.DeviceTopic;
import io.iotconnectivity.signal.Printable;
import java.util.List;

/** Reads what each source of MQTT messages subscribes to: {@code presence.*}, {@code last-will.*} and {@code sign-of-life.*}. */
final class TopicReader {
    private static final String SHARED = "$share/";

    private final Values values;

    TopicReader(Values values) {
        this.values = values;
    }

    /** Its events name their devices. */
    Topic presence() {
        Subscription subscription = subscription("presence");
        return new Topic(subscription.enabled(), DeviceTopic.ofPayloads(subscription.filter()));
    }

    Topic lastWill() {
        return ofDevices("last-will");
    }

    /** The topic has no default: only the user knows which traffic is a sign of life. */
    Topic signOfLife() {
        return values.flag("sign-of-life.enabled")
                ? ofDevices("sign-of-life")
                : new Topic(false, DeviceTopic.ofPayloads(""));
    }

    private record Subscription(boolean enabled, String filter) {}

    private Topic ofDevices(String source) {
        Subscription subscription = subscription(source);
        String key = source + ".client";
        List<String> speakers = speakers(source + ".speaks-for-others");
        try {
            return new Topic(
                    subscription.enabled(), new DeviceTopic(subscription.filter(), values.text(key), speakers));
        } catch (IllegalArgumentException unclear) {
            if (subscription.enabled()) {
                values.report(key, unclear.getMessage());
            }
            return new Topic(subscription.enabled(), DeviceTopic.ofPayloads(subscription.filter()));
        }
    }

    /** Topics on which the payload names the device, whatever the topic is. */
    private List<String> speakers(String key) {
        List<String> filters = values.list(key);
        for (String filter : filters) {
            if (!isFilter(filter) || filter.startsWith(SHARED)) {
                values.complain(
                        key,
                        key + ": \"" + Printable.of(filter)
                                + "\" is not a topic filter; '+' stands for one whole level, '#' for the rest and only at the end");
                return List.of();
            }
        }
        return filters;
    }

    private Subscription subscription(String source) {
        boolean enabled = values.flag(source + ".enabled");
        String key = source + ".topic";
        String filter = values.required(key);
        if (!filter.isEmpty() && !isFilter(filter)) {
            values.report(
                    key, "is not a topic filter; '+' stands for one whole level, '#' for the rest and only at the end");
            return new Subscription(enabled, "");
        }
        if (enabled && filter.startsWith(SHARED) && values.text("engine").equals("embedded")) {
            values.report(
                    key,
                    "is a shared subscription: it spreads one device's messages over instances that each keep a store"
                            + " of their own, so one would see a disconnect and another the following connect; write "
                            + filter.split("/", 3)[2]
                            + ", and set queue.enabled for more than one connection can carry");
        }
        return new Subscription(enabled, filter);
    }

    private static boolean isFilter(String filter) {
        String[] levels = filter.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            boolean wildcard = levels[i].equals("+") || levels[i].equals("#") && i == levels.length - 1;
            if (!wildcard && (levels[i].contains("+") || levels[i].contains("#"))) {
                return false;
            }
        }
        return filter.chars().noneMatch(Character::isISOControl)
                && (!levels[0].equals("$share") || levels.length > 2 && !levels[1].isEmpty() && !levels[1].equals("+"));
    }
}
