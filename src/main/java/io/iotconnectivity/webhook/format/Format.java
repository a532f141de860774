package io.iotconnectivity.webhook.format;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What is posted to a webhook: the CloudEvent itself, or the result of a payload file.
 *
 * @param name as in {@code webhook.<name>.format}: that of a shipped payload file, or the path of one
 * @param url the target's address, if it is the same for everybody
 * @param perSecond the target's rate limit in events per second, if its documentation states one
 */
public record Format(String name, Optional<String> url, Optional<Double> perSecond) {
    /** The CloudEvent as it is. */
    public static final String CLOUDEVENTS = "cloudevents";

    private static final String SLACK = "slack";
    private static final String SLACK_WEBHOOK = "slack-webhook";
    private static final String TEAMS = "teams";
    private static final String MATTERMOST = "mattermost";
    private static final String DISCORD = "discord";
    private static final Set<String> ONLY_POST = Set.of(SLACK_WEBHOOK, TEAMS, MATTERMOST);
    private static final Pattern SLACK_HOST = Pattern.compile("hooks\\.slack(-gov)?\\.com");
    private static final Pattern DISCORD_PATH = Pattern.compile("/api/(v\\d+/)?webhooks/.*");

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
        add(shipped, SLACK, "https://slack.com", 1.0);
        // Four requests a second:
        // https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
        add(shipped, TEAMS, null, 4.0);
        add(shipped, "alertmanager", null, null);
        add(shipped, SLACK_WEBHOOK, null, 1.0);
        add(shipped, "servicenow-incident", null, null);
        // 80 issues and comments a minute: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
        add(shipped, "github", "https://api.github.com", 1.0);
        add(shipped, "gitlab", "https://gitlab.com", null);
        add(shipped, "zendesk", null, null);
        add(shipped, "freshservice", null, null);
        // Five requests in two seconds, and an event is up to two.
        add(shipped, DISCORD, null, 1.0);
        add(shipped, MATTERMOST, null, null);
        // One message a second and space: https://developers.google.com/workspace/chat/limits
        add(shipped, "google-chat", null, 1.0);
        add(shipped, "ntfy", null, null);
        // 20 messages a minute in a group: https://core.telegram.org/bots/faq
        add(shipped, "telegram", "https://api.telegram.org", 0.3);
        add(shipped, "grafana-oncall", null, null);
        return Map.copyOf(shipped);
    }

    private static void add(Map<String, Format> formats, String name, String url, Double perSecond) {
        formats.put(name, new Format(name, Optional.ofNullable(url), Optional.ofNullable(perSecond)));
    }

    /** The shipped format with this name, or the user's own file; empty if it is neither. */
    public static Optional<Format> of(String name) {
        if (SHIPPED.containsKey(name)) {
            return Optional.of(SHIPPED.get(name));
        }
        return name.contains("/") || name.contains("\\") || name.endsWith(".jq")
                ? Optional.of(new Format(name, Optional.empty(), Optional.empty()))
                : Optional.empty();
    }

    /**
     * The format that fits an address, where this name stands for several interfaces.
     *
     * @throws IllegalArgumentException if this format cannot work at that address; says what to write instead, without
     *     the address
     */
    public Format at(URI url) {
        String host = url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
        String path = url.getPath() == null ? "" : url.getPath();
        if (name.equals(DISCORD) && (path.endsWith("/slack") || path.endsWith("/github"))) {
            throw new IllegalArgumentException("remove what follows the token, '"
                    + path.substring(path.lastIndexOf('/')) + "', from the address of a Discord webhook");
        }
        if ((name.equals(SLACK) || name.equals(SLACK_WEBHOOK))
                && SLACK_HOST.matcher(host).matches()) {
            if (path.startsWith("/services/")) {
                return SHIPPED.get(SLACK_WEBHOOK);
            }
            throw new IllegalArgumentException(
                    "this address starts a Slack workflow, which takes variables of its own and no"
                            + " message; create an incoming webhook (https://hooks.slack.com/services/...) or a bot token for"
                            + " format = slack, or write a payload file that sends the variables");
        }
        if (name.equals(SLACK) && DISCORD_PATH.matcher(path).matches()) {
            throw new IllegalArgumentException(
                    "this is a Discord webhook; write format = discord, and remove /slack from the end of the address");
        }
        if (name.equals(SLACK) && path.contains("/hooks/")) {
            throw new IllegalArgumentException(
                    "this is an incoming webhook, but format = slack needs the address of"
                            + " Slack's API; write format = mattermost for Mattermost or Rocket.Chat, slack-webhook for others");
        }
        return this;
    }

    /** Whether an address is shared by all customers of a target. */
    public static boolean isPublic(String url) {
        return SHIPPED.values().stream().anyMatch(format -> format.url().equals(Optional.of(url)));
    }

    /** Whether it may make something of events that are about no incident and no device; files of others may. */
    public boolean tellsReports() {
        return name.equals(CLOUDEVENTS) || !SHIPPED.containsKey(name);
    }

    /** Whether posted messages cannot be changed, so that each step of an incident is a separate message. */
    public boolean onlyPosts() {
        return ONLY_POST.contains(name);
    }

    /** The shipped formats, in words. */
    public static String names() {
        return String.join(", ", new TreeMap<>(SHIPPED).keySet());
    }

    /** The events to send if {@code webhook.<name>.events} is not set. */
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
