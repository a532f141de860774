package io.iotconnectivity.signal;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Why a connection ended, in AWS's spelling. The list has grown before, so any text is a reason; the constants are
 * those known to the default policy.
 *
 * @param name not empty, at most {@value #MAX_LENGTH} characters
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html">disconnectReason</a>
 */
public record Reason(@JsonValue String name) {
    /** Longer texts are cut: a reason becomes a metric dimension and a column. */
    public static final int MAX_LENGTH = 64;

    public static final Reason AUTH_ERROR = new Reason("AUTH_ERROR");
    public static final Reason CLIENT_INITIATED_DISCONNECT = new Reason("CLIENT_INITIATED_DISCONNECT");
    public static final Reason CLIENT_ERROR = new Reason("CLIENT_ERROR");
    public static final Reason CONNECTION_LOST = new Reason("CONNECTION_LOST");
    public static final Reason DUPLICATE_CLIENTID = new Reason("DUPLICATE_CLIENTID");
    public static final Reason FORBIDDEN_ACCESS = new Reason("FORBIDDEN_ACCESS");
    public static final Reason MQTT_KEEP_ALIVE_TIMEOUT = new Reason("MQTT_KEEP_ALIVE_TIMEOUT");
    public static final Reason SERVER_ERROR = new Reason("SERVER_ERROR");
    public static final Reason SERVER_INITIATED_DISCONNECT = new Reason("SERVER_INITIATED_DISCONNECT");
    public static final Reason API_INITIATED_DISCONNECT = new Reason("API_INITIATED_DISCONNECT");
    public static final Reason THROTTLED = new Reason("THROTTLED");
    public static final Reason WEBSOCKET_TTL_EXPIRATION = new Reason("WEBSOCKET_TTL_EXPIRATION");
    public static final Reason CUSTOMAUTH_TTL_EXPIRATION = new Reason("CUSTOMAUTH_TTL_EXPIRATION");
    /** A connect refused by AWS; not one of AWS's disconnect reasons, but it has a policy of its own. */
    public static final Reason CONNECT_FAILED = new Reason("CONNECT_FAILED");
    /** An outage reported only by a last will. */
    public static final Reason LAST_WILL = new Reason("LAST_WILL");
    /** A connected device that is silent; not one of AWS's disconnect reasons either. */
    public static final Reason SILENCE = new Reason("SILENCE");
    /** A connected device that is not subscribed to what it must be; not one of AWS's disconnect reasons either. */
    public static final Reason DEAF = new Reason("DEAF");
    /** AWS gave none. */
    public static final Reason UNKNOWN = new Reason("UNKNOWN");

    @JsonCreator
    public Reason {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("reason is empty");
        }
        if (name.length() > MAX_LENGTH) {
            name = Printable.cut(name, MAX_LENGTH);
        }
    }

    /** The reason, escaped for one log line. */
    @Override
    public String toString() {
        return Printable.of(name);
    }
}
