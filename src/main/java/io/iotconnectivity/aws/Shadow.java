package io.iotconnectivity.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.iotconnectivity.delivery.Undeliverable;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.Printable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.iotdataplane.IotDataPlaneClient;
import software.amazon.awssdk.services.iotdataplane.model.InvalidRequestException;
import software.amazon.awssdk.services.iotdataplane.model.RequestEntityTooLargeException;

/**
 * The {@code last_will} state in the shadows of devices: {@code yes} from the will, or the outage that it belongs to,
 * until the device is back, then {@code no}. The newest event of a device wins.
 */
public final class Shadow {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REMEMBERED = 200_000;

    private final Supplier<IotDataPlaneClient> client;
    private final ThingNames things;
    private final Optional<String> shadowName;
    /**
     * What was last written, by thing: repeating it would cost a write, and an older event must not undo a newer one.
     */
    private final Cache<String, Written> written =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    /**
     * @param shadowName absent for the classic shadow
     */
    public Shadow(Supplier<IotDataPlaneClient> client, ThingNames things, Optional<String> shadowName) {
        this.client = client;
        this.things = things;
        this.shadowName = shadowName;
    }

    /**
     * Writes what the event changes, if it changes anything.
     *
     * @throws Undeliverable if the will is from a client without a thing although its id could name one, or its shadow
     *     cannot accept the state
     */
    public void write(Event event) throws Undeliverable {
        Optional<DeviceData> data = event.device();
        Optional<Boolean> lastWill = data.flatMap(Shadow::lastWill);
        if (lastWill.isPresent()) {
            write(data.get(), lastWill.get());
        }
    }

    /** Whether the event by itself determines what the shadow shows from then on. */
    public static boolean tells(Event event) {
        return event.device().flatMap(Shadow::lastWill).isPresent();
    }

    /** Whether the shadow must show a will, or none; empty if the event says nothing about wills. */
    static Optional<Boolean> lastWill(DeviceData data) {
        if (data.state() == Verdict.ONLINE) {
            return data.previousState() == Verdict.ONLINE ? Optional.empty() : Optional.of(false);
        }
        return data.lastWill() ? Optional.of(true) : Optional.empty();
    }

    private void write(DeviceData data, boolean lastWill) throws Undeliverable {
        Optional<String> found = things.of(data.clientId(), data.thingName());
        if (found.isEmpty()) {
            refuse(data, lastWill);
            return;
        }
        String thing = found.get();
        Written now = new Written(data.clientId(), data.sequence(), lastWill);
        Written before = written.getIfPresent(thing);
        if (before == null || !before.makesNeedless(now)) {
            update(thing, document(data.clientId(), lastWill));
            written.put(thing, now);
        }
    }

    /** Does nothing if nothing was written that would have to be reverted, and if the client cannot have a thing. */
    private void refuse(DeviceData data, boolean lastWill) throws Undeliverable {
        List<String> names = things.candidates(data.clientId(), data.thingName());
        if (lastWill && !names.isEmpty()) {
            throw new Undeliverable("there is no thing '" + Printable.of(String.join("' or '", names))
                    + "' in the AWS IoT registry, so there is no shadow to write to");
        }
    }

    private void update(String thing, SdkBytes document) throws Undeliverable {
        try {
            client.get().updateThingShadow(request -> request.thingName(thing)
                    .shadowName(shadowName.orElse(null))
                    .payload(document));
        } catch (InvalidRequestException | RequestEntityTooLargeException e) {
            throw new Undeliverable(
                    "the shadow of thing '" + thing + "' does not accept the state: "
                            + Printable.line(e.awsErrorDetails().errorMessage()),
                    e);
        }
    }

    private static SdkBytes document(String clientId, boolean lastWill) {
        Map<String, String> reported = Map.of(
                "last_will", lastWill ? "yes" : "no",
                "trigger_action", lastWill ? "on" : "off",
                "client_id", clientId);
        try {
            return SdkBytes.fromByteArray(JSON.writeValueAsBytes(Map.of("state", Map.of("reported", reported))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings cannot fail to be JSON", e);
        }
    }

    /** Sequences are compared within one client only: several clients may stand for one thing. */
    private record Written(String clientId, long sequence, boolean lastWill) {
        boolean makesNeedless(Written next) {
            return clientId.equals(next.clientId) && (next.sequence <= sequence || next.lastWill == lastWill);
        }
    }
}
