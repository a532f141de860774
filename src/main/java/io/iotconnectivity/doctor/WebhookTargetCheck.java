package io.iotconnectivity.doctor;

import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.settings.Settings;
import io.iotconnectivity.webhook.WebhookSettings;
import io.iotconnectivity.webhook.Webhooks;
import io.iotconnectivity.webhook.format.Format;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Checks whether the server of one webhook can be reached and trusted. Only a test shows what it does with an event.
 */
final class WebhookTargetCheck implements Check {
    private final WebhookSettings webhook;
    private final Function<WebhookSettings, Webhooks> opening;

    /**
     * @param opening creates the poster for this webhook alone; it is closed again
     */
    WebhookTargetCheck(WebhookSettings webhook, Function<WebhookSettings, Webhooks> opening) {
        this.webhook = webhook;
        this.opening = opening;
    }

    /** One for each configured webhook that posts over HTTP. */
    static List<Check> all(Settings settings, Clock clock) {
        return settings.webhooks().stream()
                .filter(webhook ->
                        webhook.url().getScheme().toLowerCase(Locale.ROOT).startsWith("http"))
                .<Check>map(webhook ->
                        new WebhookTargetCheck(webhook, alone -> new Webhooks(List.of(alone), settings.ways(), clock)))
                .toList();
    }

    @Override
    public String name() {
        return "webhook " + webhook.name();
    }

    @Override
    public boolean isUsed() {
        return true;
    }

    @Override
    public List<Finding> look() {
        try (Webhooks webhooks = opening.apply(webhook)) {
            int status = webhooks.reach(webhook.name());
            return List.of(Finding.ok(
                    name(),
                    webhook.url().getHost() + " can be reached (its root page answers " + status + "); format "
                            + webhook.format() + canOnlyPost()
                            + "; only sending one shows whether it accepts events",
                    "try it: sinks test webhook-" + webhook.name() + " --wait"));
        } catch (NotTaken | IOException e) {
            return List.of(Finding.error(
                    name(),
                    webhook.url().getHost() + " cannot be reached: " + e.getMessage(),
                    "let this machine reach it, or correct webhook." + webhook.name()
                            + ".url; its events are kept until then"));
        }
    }

    private String canOnlyPost() {
        return Format.of(webhook.format()).filter(Format::onlyPosts).isPresent()
                ? ", which can only post: posted messages never change"
                : "";
    }
}
