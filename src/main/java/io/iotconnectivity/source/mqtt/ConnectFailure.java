package io.iotconnectivity.source.mqtt;

import io.iotconnectivity.net.ProxyRefusal;
import io.iotconnectivity.net.TlsTrouble;
import io.iotconnectivity.secret.Foreign;
import io.iotconnectivity.signal.Printable;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;

/**
 * Why there is no connection, in words. Contains no credentials and is safe to print.
 *
 * @param what the same for the same problem, however often it occurs
 * @param detail more about it; may be empty
 * @param setting true if waiting does not help, because someone must change a policy, a file or a setting
 * @param breach true if the broker violated the protocol
 */
record ConnectFailure(String what, String detail, boolean setting, boolean breach) {
    private static final int LONGEST_FOREIGN_TEXT = 300;

    /** The codes of CONNACK, SUBACK and DISCONNECT that a broker may send us. */
    private static final Map<Integer, String> REASON_CODES = Map.ofEntries(
            Map.entry(MqttReturnCode.RETURN_CODE_UNSPECIFIED_ERROR, "unspecified error"),
            Map.entry(MqttReturnCode.RETURN_CODE_MALFORMED_CONTROL_PACKET, "malformed packet"),
            Map.entry(MqttReturnCode.RETURN_CODE_PROTOCOL_ERROR, "protocol error"),
            Map.entry(MqttReturnCode.RETURN_CODE_IMPLEMENTATION_SPECIFIC_ERROR, "implementation specific error"),
            Map.entry(MqttReturnCode.RETURN_CODE_UNSUPPORTED_PROTOCOL_VERSION, "MQTT 5 not supported"),
            Map.entry(MqttReturnCode.RETURN_CODE_IDENTIFIER_NOT_VALID, "client id not valid"),
            Map.entry(MqttReturnCode.RETURN_CODE_BAD_USERNAME_OR_PASSWORD, "bad user name or password"),
            Map.entry(MqttReturnCode.RETURN_CODE_NOT_AUTHORIZED, "not authorized"),
            Map.entry(MqttReturnCode.RETURN_CODE_SERVER_UNAVAILABLE, "server unavailable"),
            Map.entry(MqttReturnCode.RETURN_CODE_SERVER_BUSY, "server busy"),
            Map.entry(MqttReturnCode.RETURN_CODE_BANNED, "banned"),
            Map.entry(MqttReturnCode.RETURN_CODE_SERVER_SHUTTING_DOWN, "server shutting down"),
            Map.entry(MqttReturnCode.RETURN_CODE_BAD_AUTHENTICATION, "bad authentication method"),
            Map.entry(MqttReturnCode.RETURN_CODE_KEEP_ALIVE_TIMEOUT, "keep-alive time-out"),
            Map.entry(MqttReturnCode.RETURN_CODE_SESSION_TAKEN_OVER, "session taken over"),
            Map.entry(MqttReturnCode.RETURN_CODE_TOPIC_FILTER_NOT_VALID, "topic filter not valid"),
            Map.entry(MqttReturnCode.RETURN_CODE_RECEIVE_MAXIMUM_EXCEEDED, "receive maximum exceeded"),
            Map.entry(MqttReturnCode.RETURN_CODE_PACKET_TOO_LARGE, "packet too large"),
            Map.entry(MqttReturnCode.RETURN_CODE_MESSAGE_RATE_TOO_HIGH, "message rate too high"),
            Map.entry(MqttReturnCode.RETURN_CODE_QUOTA_EXCEEDED, "quota exceeded"),
            Map.entry(MqttReturnCode.RETURN_CODE_ADMINISTRITIVE_ACTION, "administrative action"),
            Map.entry(MqttReturnCode.RETURN_CODE_QOS_NOT_SUPPORTED, "QoS not supported"),
            Map.entry(MqttReturnCode.RETURN_CODE_USE_ANOTHER_SERVER, "use another server"),
            Map.entry(MqttReturnCode.RETURN_CODE_SERVER_MOVED, "server moved"),
            Map.entry(MqttReturnCode.RETURN_CODE_SHARED_SUB_NOT_SUPPORTED, "shared subscriptions not supported"),
            Map.entry(MqttReturnCode.RETURN_CODE_CONNECTION_RATE_EXCEEDED, "connection rate exceeded"),
            Map.entry(MqttReturnCode.RETURN_CODE_MAXIMUM_CONNECT_TIME, "maximum connect time"),
            Map.entry(MqttReturnCode.RETURN_CODE_WILDCARD_SUB_NOT_SUPPORTED, "wildcards not supported"));

    ConnectFailure(String what, String detail, boolean setting) {
        this(what, detail, setting, false);
    }

    static ConnectFailure of(String what) {
        return new ConnectFailure(what, "", false);
    }

    /** The route refused a message, so the broker must redeliver it. */
    static ConnectFailure refusedMessage(Throwable why) {
        return new ConnectFailure("a message was refused and must be redelivered", foreign(String.valueOf(why)), false);
    }

    static ConnectFailure refusedSubscription(String filter, int code) {
        return new ConnectFailure(
                "the broker refuses the subscription to " + Printable.of(filter) + ": " + words(code)
                        + "; the IoT policy must allow iot:Subscribe on topicfilter/" + Printable.of(filter)
                        + " and iot:Receive on the topics that it matches",
                "",
                true);
    }

    static ConnectFailure of(MqttDisconnectResponse disconnect) {
        if (disconnect.getException() != null) {
            return of(disconnect.getException());
        }
        String sent = disconnect.getReasonString() == null ? "" : foreign(disconnect.getReasonString());
        if (disconnect.getReturnCode() == MqttReturnCode.RETURN_CODE_SESSION_TAKEN_OVER) {
            return new ConnectFailure(
                    "another connection took over our client id (0x8E); two instances that share one client id disconnect each"
                            + " other, so give each its own mqtt.client-id",
                    sent,
                    false);
        }
        return new ConnectFailure(
                "the broker closed the connection: " + words(disconnect.getReturnCode()), sent, false);
    }

    static ConnectFailure of(Throwable problem) {
        Throwable cause = problem instanceof MqttException && problem.getCause() != null ? problem.getCause() : problem;
        if (cause instanceof MqttException mqtt) {
            return ofReasonCode(mqtt);
        }
        if (cause instanceof ProtocolBreach) {
            return new ConnectFailure("the broker " + cause.getMessage() + ", and is disconnected", "", false, true);
        }
        if (cause instanceof ProxyRefusal) {
            return new ConnectFailure(foreign(cause.getMessage()), "", false);
        }
        if (cause instanceof UnknownHostException) {
            return new ConnectFailure("the host name cannot be resolved", "", false);
        }
        if (cause instanceof SocketTimeoutException || cause instanceof TimeoutException) {
            return new ConnectFailure("no response in time", "", false);
        }
        if (cause instanceof NoRouteToHostException) {
            return new ConnectFailure("no route to the host", "", false);
        }
        if (cause instanceof ConnectException) {
            return new ConnectFailure("connection refused", "", false);
        }
        if (cause instanceof EOFException) {
            return new ConnectFailure("the broker closed the connection without a reason", "", false);
        }
        if (cause instanceof SSLException) {
            return new ConnectFailure(
                    "TLS failed"
                            + TlsTrouble.of(cause, "mqtt.ca-file")
                                    .map(meaning -> ": " + meaning)
                                    .orElse(""),
                    foreign(deepest(cause)),
                    false);
        }
        if (cause instanceof IllegalArgumentException) {
            return new ConnectFailure(foreign(cause.getMessage()), "", true);
        }
        return new ConnectFailure("connection lost", foreign(String.valueOf(cause.getMessage())), false);
    }

    /** One sentence without a full stop. */
    String words() {
        return detail.isEmpty() ? what : what + " (" + detail + ")";
    }

    private static ConnectFailure ofReasonCode(MqttException mqtt) {
        int code = mqtt.getReasonCode();
        if (code >= MqttReturnCode.RETURN_CODE_UNSPECIFIED_ERROR && code <= 0xFF) {
            return new ConnectFailure("the broker refuses the connection: " + words(code), "", isSetting(code));
        }
        return switch (code) {
            case MqttClientException.REASON_CODE_CLIENT_TIMEOUT -> ConnectFailure.of("no response in time");
            case MqttClientException.REASON_CODE_CONNECTION_LOST -> ConnectFailure.of("connection lost");
            default -> new ConnectFailure("connection lost", "MQTT client reason " + code, false);
        };
    }

    private static boolean isSetting(int code) {
        return code == MqttReturnCode.RETURN_CODE_NOT_AUTHORIZED
                || code == MqttReturnCode.RETURN_CODE_BAD_USERNAME_OR_PASSWORD
                || code == MqttReturnCode.RETURN_CODE_IDENTIFIER_NOT_VALID;
    }

    private static String words(int code) {
        return String.format(Locale.ROOT, "%s (0x%02X)", REASON_CODES.getOrDefault(code, "reason"), code);
    }

    /** The innermost message says what was wrong with which certificate; the outer ones only that something was. */
    private static String deepest(Throwable problem) {
        Throwable at = problem;
        while (at.getCause() != null && at.getCause() != at) {
            at = at.getCause();
        }
        return String.valueOf(at.getMessage());
    }

    private static String foreign(String text) {
        return Foreign.text(text, LONGEST_FOREIGN_TEXT);
    }
}
