package io.iotconnectivity.signal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A topic filter that identifies the publishing device: one of its wildcards is the client id. {@code #} is the rest of
 * the topic, slashes included, because client ids may contain slashes.
 *
 * <p>A device's policy confines the topics that it may publish to. So if the topic names a device, a payload that names
 * another one is refused, except on topics that the user lists as speaking for others, such as those of gateways.
 */
public final class DeviceTopic {
    /** Takes the place of a wildcard's number: each payload names the device, not the topic. */
    public static final String PAYLOAD = "payload";

    private static final String SHARED = "$share/";

    private final String filter;
    private final List<String> levels;
    private final List<Integer> wildcards;
    /** The level of the wildcard that is the device; -1 if there is none. */
    private final int device;

    private final List<DeviceTopic> ofSpeakers;

    /**
     * @param filter a topic filter that MQTT allows; may be a shared one ({@code $share/<group>/…})
     * @param client which of the wildcards is the device, counted from the left from 1, or {@value #PAYLOAD}; empty for
     *     the only one there is
     * @throws IllegalArgumentException if there is no such wildcard, or if it is empty and there are several wildcards;
     *     the message is the rest of a sentence that begins with the setting of {@code client}
     */
    public DeviceTopic(String filter, String client) {
        this(filter, client, List.of());
    }

    /**
     * @param ofSpeakers topic filters, not shared ones; publishers on these topics may speak for any device
     * @throws IllegalArgumentException as above
     */
    public DeviceTopic(String filter, String client, List<String> ofSpeakers) {
        this.filter = filter;
        this.ofSpeakers = ofSpeakers.stream().map(DeviceTopic::ofPayloads).toList();
        String own = filter.startsWith(SHARED) ? filter.substring(filter.indexOf('/', SHARED.length()) + 1) : filter;
        this.levels = levels(own);
        this.wildcards = new ArrayList<>();
        for (int i = 0; i < levels.size(); i++) {
            if (isWildcard(i)) {
                wildcards.add(i);
            }
        }
        this.device = chosen(client);
    }

    /** A topic filter that names no device. */
    public static DeviceTopic ofPayloads(String filter) {
        return new DeviceTopic(filter, PAYLOAD);
    }

    private int chosen(String client) {
        if (client.equals(PAYLOAD) || client.isEmpty() && wildcards.isEmpty()) {
            return -1;
        }
        if (client.isEmpty() && wildcards.size() == 1) {
            return wildcards.get(0);
        }
        for (int number = 1; number <= wildcards.size(); number++) {
            if (client.equals(Integer.toString(number))) {
                return wildcards.get(number - 1);
            }
        }
        String numbers =
                switch (wildcards.size()) {
                    case 0 -> "";
                    case 1 -> "1 or ";
                    default -> "a number from 1 to " + wildcards.size() + " or ";
                };
        throw new IllegalArgumentException((client.isEmpty() ? "has to say" : "does not say")
                + " which of the " + wildcards.size() + " wildcards of \"" + filter
                + "\", counted from the left, is the device; write " + numbers + PAYLOAD
                + ", if each payload names its device");
    }

    /** The filter to subscribe to. */
    public String filter() {
        return filter;
    }

    /**
     * The device that a message is about.
     *
     * @param source   the source whose settings an operator may have to change, such as {@code last-will}
     * @param field    the payload field that may name the device
     * @param stated   the device named by the payload, which must be the one of the topic
     * @param fallback another name in the payload, which may mean something else; counts only if the topic names no
     *     device
     * @throws Refusal if there is no device, or if one would speak for another
     */
    ClientId device(String source, String field, String topic, Optional<String> stated, Optional<String> fallback)
            throws Refusal {
        Optional<String> named = stated.or(() -> fallback);
        boolean free = device < 0 || ofSpeakers.stream().anyMatch(one -> one.matches(levels(topic)));
        if (free && named.isPresent()) {
            return JsonPayload.clientId(field, named.get());
        }
        if (stated.isPresent()) {
            JsonPayload.clientId(field, stated.get());
        }
        String own = device(topic)
                .orElseThrow(() -> new Refusal(
                        device < 0
                                ? field + " is missing from the payload, and the topic does not name the device"
                                : "the topic names no device where " + JsonPayload.shown(filter) + " has it"));
        ClientId client = JsonPayload.clientId("the device in the topic", own);
        if (stated.isPresent() && !stated.get().equals(own)) {
            throw new Refusal("the topic belongs to " + JsonPayload.shown(own) + ", but the payload's " + field + " is "
                    + JsonPayload.shown(stated.get()) + ": a device may not speak for another unless " + source
                    + ".speaks-for-others lists the topic");
        }
        return client;
    }

    /** The device that the topic names; empty if it names none or does not match the filter. */
    Optional<String> device(String topic) {
        List<String> given = levels(topic);
        if (device < 0 || !matches(given)) {
            return Optional.empty();
        }
        String name = isRest(device) ? String.join("/", given.subList(device, given.size())) : given.get(device);
        return Optional.of(name).filter(text -> !text.isEmpty());
    }

    private boolean matches(List<String> topic) {
        boolean open = isRest(levels.size() - 1);
        if (open ? topic.size() < levels.size() : topic.size() != levels.size()) {
            return false;
        }
        for (int i = 0; i < levels.size(); i++) {
            if (!isWildcard(i) && !levels.get(i).equals(topic.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The last level that is the same in all of its topics; empty if there is none. */
    Optional<String> lastName() {
        return IntStream.iterate(levels.size() - 1, level -> level >= 0, level -> level - 1)
                .filter(level -> !isWildcard(level))
                .mapToObj(levels::get)
                .findFirst();
    }

    /**
     * The topics of one device, as written in AWS IoT policies.
     *
     * @param thing replaces the device; {@code *} replaces the other wildcards
     * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/pub-sub-policy.html">Publish/Subscribe policies</a>
     */
    public String topicsOf(String thing) {
        List<String> topic = new ArrayList<>(levels);
        wildcards.forEach(level -> topic.set(level, level == device ? thing : "*"));
        return String.join("/", topic);
    }

    private boolean isWildcard(int level) {
        return levels.get(level).equals("+") || isRest(level);
    }

    private boolean isRest(int level) {
        return levels.get(level).equals("#");
    }

    private static List<String> levels(String topic) {
        return Arrays.asList(topic.split("/", -1));
    }

    @Override
    public String toString() {
        return filter;
    }
}
