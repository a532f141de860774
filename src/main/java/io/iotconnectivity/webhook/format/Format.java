package io.iotconnectivity.webhook.format;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is posted to a webhook: the CloudEvent itself, or what a payload file makes of it.
 *
 * @param name as {@code webhook.<name>.format} has it: that of a shipped payload file, or the path of one
 * @param url where the target listens, if that is the same for everybody
 * @param perSecond how many events a second the target takes, where its documentation says
 */
public record Format(String name, Optional<String> url, Optional<Double> perSecond) {
    /** The CloudEvent as it is. */
    public static final String CLOUDEVENTS = "cloudevents";

    public static final List<String> EVENTS = List.of("device.offline", "device.stale", "device.online");
    private static final List<String> EVENTS_OF_TICKETS = List.of("incident.*");

    private static final Map<String, Format> SHIPPED = shipped();

    private static Map<String, Format> shipped() {
        Map<String, Format> shipped = new TreeMap<>();
        add(shipped, CLOUDEVENTS, null, null);
        // https://developer.pagerduty.com/docs/send-alert-event
        add(shipped, "pagerduty", "https://events.pagerduty.com/v2/enqueue", null);
        add(shipped, "jsm", "https://api.atlassian.com", null);
        add(shipped, "opsgenie", "https://api.opsgenie.com", null);
        add(shipped, "servicenow", null, null);
        add(shipped, "jira", null, null);
        // One message a second and channel: https://docs.slack.dev/apis/web-api/rate-limits
        add(shipped, "slack", "https://slack.com", 1.0);
        // Four requests a second:
        // https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
        add(shipped, "teams", null, 4.0);
        add(shipped, "alertmanager", null, null);
        return Map.copyOf(shipped);
    }

    private static void add(Map<String, Format> formats, String name, String url, Double perSecond) {
        formats.put(name, new Format(name, Optional.ofNullable(url), Optional.ofNullable(perSecond)));
    }

    /** The shipped format of this name, or that of one's own file; empty if it is neither. */
    public static Optional<Format> of(String name) {
        if (SHIPPED.containsKey(name)) {
            return Optional.of(SHIPPED.get(name));
        }
        return name.contains("/") || name.contains("\\") || name.endsWith(".jq")
                ? Optional.of(new Format(name, Optional.empty(), Optional.empty()))
                : Optional.empty();
    }

    /** The shipped ones, in words. */
    public static String names() {
        return String.join(", ", new TreeMap<>(SHIPPED).keySet());
    }

    /** What it gets if {@code webhook.<name>.events} does not say. */
    public List<String> events() {
        return isCloudEvents() ? EVENTS : EVENTS_OF_TICKETS;
    }

    /** Whether the event is posted as it is. */
    public boolean isCloudEvents() {
        return name.equals(CLOUDEVENTS);
    }

    boolean isShipped() {
        return SHIPPED.containsKey(name);
    }
}
