package io.iotconnectivity.signal;

import com.fasterxml.jackson.core.JsonParser;
import io.iotconnectivity.signal.Signal.ConnectFailed;
import io.iotconnectivity.signal.Signal.Connected;
import io.iotconnectivity.signal.Signal.Disconnected;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** The fields of one lifecycle event, as far as they have been read. */
final class LifecycleEvent implements JsonPayload.Fields {
    private static final int UUID_DIGITS = 32;
    private static final int UUID_LENGTH = UUID_DIGITS + 4;

    private Optional<String> clientId = Optional.empty();
    private Optional<String> eventType = Optional.empty();
    private OptionalLong timestamp = OptionalLong.empty();
    private OptionalLong version = OptionalLong.empty();
    private Optional<String> session = Optional.empty();
    private Optional<String> principal = Optional.empty();
    private Optional<String> ipAddress = Optional.empty();
    private Optional<String> thing = Optional.empty();
    private Optional<String> disconnectReason = Optional.empty();
    private Optional<String> connectFailureReason = Optional.empty();
    private boolean typed;
    private boolean clientInitiated;

    /** Why it cannot be read; kept until later, because an envelope may have fields of the same names. */
    private Optional<Refusal> broken = Optional.empty();

    @Override
    public void take(String name, JsonParser value) throws IOException {
        try {
            takeKnown(name, value);
        } catch (Refusal refusal) {
            broken = broken.or(() -> Optional.of(refusal));
        }
    }

    private void takeKnown(String name, JsonParser value) throws IOException, Refusal {
        switch (name) {
            case "clientId" -> clientId = JsonPayload.text(name, value);
            case "eventType" -> {
                typed = true;
                eventType = JsonPayload.text(name, value);
            }
            case "timestamp" -> timestamp = JsonPayload.wholeNumber(name, value);
            case "versionNumber" -> version = JsonPayload.wholeNumber(name, value);
            case "sessionIdentifier" -> session = JsonPayload.text(name, value);
            case "principalIdentifier" -> principal = JsonPayload.text(name, value);
            case "ipAddress" -> ipAddress = JsonPayload.text(name, value);
            case "thingName" -> thing = JsonPayload.text(name, value);
            case "disconnectReason" -> disconnectReason = JsonPayload.text(name, value);
            case "connectFailureReason" -> connectFailureReason = JsonPayload.text(name, value);
            case "clientInitiatedDisconnect" -> clientInitiated = JsonPayload.flag(name, value);
            default -> {}
        }
    }

    /** Whether it has an event type, so that it cannot be an envelope. */
    boolean hasType() {
        return typed;
    }

    /** Accepts any time, because our own clock may be the one that is off; the rules that decide know both. */
    Signal toSignal() throws Refusal {
        if (broken.isPresent()) {
            throw broken.get();
        }
        ClientId client = JsonPayload.clientId("clientId", clientId.orElseThrow(missing("clientId")));
        String type = eventType.orElseThrow(missing("eventType"));
        Instant at = JsonPayload.moment("timestamp", timestamp.orElseThrow(missing("timestamp")));
        return switch (type) {
            case "connected" -> new Connected(client, at, connection());
            case "disconnected" -> new Disconnected(client, at, connection(), reasonOfDisconnect());
            case "connect_failed" ->
                new ConnectFailed(client, at, connection(), reason(connectFailureReason, Reason.UNKNOWN));
            case "subscribed", "unsubscribed" ->
                throw new Refusal("eventType \"" + type
                        + "\" is about a subscription, not a connection: narrow the topic to $aws/events/presence/#");
            default -> throw new Refusal("unknown eventType " + JsonPayload.shown(type));
        };
    }

    private Connection connection() {
        return new Connection(
                version, kept(session).map(LifecycleEvent::withDashes), kept(principal), kept(ipAddress), kept(thing));
    }

    // The two fields are known to contradict each other at times; the reason says more, so it wins.
    private Reason reasonOfDisconnect() {
        return reason(disconnectReason, clientInitiated ? Reason.CLIENT_INITIATED_DISCONNECT : Reason.UNKNOWN);
    }

    private static Supplier<Refusal> missing(String name) {
        return () -> new Refusal(name + " is missing");
    }

    private static Optional<String> kept(Optional<String> text) {
        return text.filter(t -> !t.isEmpty()).map(t -> Printable.cut(t, JsonPayload.MAX_TEXT));
    }

    private static Reason reason(Optional<String> word, Reason ifAbsent) {
        return word.filter(w -> !w.isBlank())
                .map(w -> new Reason(Printable.cut(w, Reason.MAX_LENGTH)))
                .orElse(ifAbsent);
    }

    /** The digits of a UUID, in lower case and grouped; anything else as it is. */
    private static String withDashes(String session) {
        if (session.length() < UUID_DIGITS || session.length() > UUID_LENGTH) {
            return session;
        }
        StringBuilder uuid = new StringBuilder(UUID_LENGTH);
        for (int i = 0; i < session.length(); i++) {
            char c = session.charAt(i);
            boolean due = isPlaceOfDash(uuid.length());
            if (due) {
                uuid.append('-');
            }
            if (c == '-' && due) {
                continue;
            }
            if (!isHexadecimal(c) || uuid.length() == UUID_LENGTH) {
                return session;
            }
            uuid.append(Character.toLowerCase(c));
        }
        return uuid.length() == UUID_LENGTH ? uuid.toString() : session;
    }

    private static boolean isPlaceOfDash(int length) {
        return length == 8 || length == 13 || length == 18 || length == 23;
    }

    private static boolean isHexadecimal(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }
}
