package io.iotconnectivity.webhook.inbound;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The way back of a webhook: its receiver reports what somebody did about a ticket. Thread-safe. */
public final class InboundHook {
    private static final InboundFormat OPSGENIE = new OpsgenieInbound();
    private static final Map<String, InboundFormat> FORMATS = Map.of(
            "pagerduty", new PagerDutyInbound(), "opsgenie", OPSGENIE, "jsm", OPSGENIE, "slack", new SlackInbound());
    private static final Pattern SECRET = Pattern.compile("[\\x21-\\x2b\\x2d-\\x7e]{16,256}");

    private final String name;
    private final InboundFormat format;
    private final List<String> secrets;

    /**
     * @param name of the webhook
     * @param format of the webhook
     * @param secrets what tells genuine requests; more than one during rotation
     * @throws IllegalArgumentException if the format has no way back, or a secret is not one; the message does not quote it
     */
    public InboundHook(String name, String format, List<String> secrets) {
        check(format, secrets);
        this.name = name;
        this.format = FORMATS.get(format);
        this.secrets = List.copyOf(secrets);
    }

    /**
     * @throws IllegalArgumentException as the constructor
     */
    public static void check(String format, List<String> secrets) {
        if (!FORMATS.containsKey(format)) {
            throw new IllegalArgumentException("works with the formats "
                    + String.join(", ", new TreeSet<>(FORMATS.keySet())) + "; remove it, or set one of these");
        }
        if (secrets.isEmpty()
                || !secrets.stream().allMatch(secret -> SECRET.matcher(secret).matches())) {
            throw new IllegalArgumentException(
                    "a secret has 16 to 256 visible ASCII characters and no comma: PagerDuty's and Slack's"
                            + " signing secret as they show it; for jsm and opsgenie make one with: openssl rand -hex 32");
        }
    }

    public String name() {
        return name;
    }

    /**
     * Whether the receiver has sent this.
     *
     * @param headers the only value of a header; empty if there is none, or several
     */
    public boolean isGenuine(Function<String, Optional<String>> headers, byte[] body, Instant now) {
        boolean genuine = false;
        for (String secret : secrets) {
            genuine |= format.isGenuine(headers, body, secret, now);
        }
        return genuine;
    }

    /**
     * Reads a genuine request.
     *
     * @return empty if it is about nothing that is noted
     * @throws IOException if it cannot be read
     */
    public Optional<Reported> read(byte[] body, Instant now) throws IOException {
        return format.read(body, name, now);
    }

    /** The same for the same report, however often it comes. */
    static String noteId(String via, byte[] report) {
        byte[] name = Hmac.bytes(via + '/');
        return UUID.nameUUIDFromBytes(ByteBuffer.allocate(name.length + report.length)
                        .put(name)
                        .put(report)
                        .array())
                .toString();
    }
}
