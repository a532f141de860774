package io.iotconnectivity.engine;

import io.iotconnectivity.event.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page of devices ended: its last device, as it was then. The next page can be determined whatever has happened
 * to that device since.
 *
 * @param value the value that it was sorted by, as text; absent if it had none
 */
public record DevicePlace(DeviceOrder order, Optional<String> value, String clientId) {
    private static final Pattern TEXT = Pattern.compile("([^\\n]*)\\n(-?\\d{1,5})\\n(.*)", Pattern.DOTALL);

    public DevicePlace {
        switch (order.by()) {
            case CLIENT_ID -> require(value.isEmpty());
            case SINCE -> value.ifPresent(Long::parseLong);
            case STATE -> require(value.map(Verdict::valueOf).isPresent());
            default -> require(!clientId.isEmpty());
        }
    }

    /** An opaque token for callers to hand back. */
    public String text() {
        String all = order + "\n" + value.map(String::length).orElse(-1) + "\n" + value.orElse("") + clientId;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(all.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @throws IllegalArgumentException if it is not a result of {@link #text}
     */
    public static DevicePlace of(String text) {
        Matcher parts = TEXT.matcher(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
        require(parts.matches());
        int length = Integer.parseInt(parts.group(2));
        String rest = parts.group(3);
        require(length <= rest.length());
        return length < 0
                ? new DevicePlace(DeviceOrder.of(parts.group(1)), Optional.empty(), rest)
                : new DevicePlace(
                        DeviceOrder.of(parts.group(1)), Optional.of(rest.substring(0, length)), rest.substring(length));
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException("is no place in a list of devices");
        }
    }
}
