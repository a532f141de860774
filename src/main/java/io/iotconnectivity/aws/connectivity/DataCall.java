package io.iotconnectivity.aws.connectivity;

import io.iotconnectivity.signal.ClientId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.http.SdkHttpMethod;

/**
 * One request to the IoT data plane.
 *
 * @param operation AWS's name for it
 * @param path percent-encoded
 * @param query unencoded
 */
record DataCall(String operation, SdkHttpMethod method, String path, Map<String, String> query, Optional<String> body) {
    /** What AWS allows for subscriptions. */
    private static final int MOST_ON_A_PAGE = 200;

    /** @see <a href="https://docs.aws.amazon.com/iot/latest/apireference/API_iotdata_GetConnection.html">GetConnection</a> */
    static DataCall getConnection(String client) {
        return new DataCall(
                "GetConnection", SdkHttpMethod.GET, "/connections/" + encoded(client), Map.of(), Optional.empty());
    }

    /**
     * One page of what the client is subscribed to.
     *
     * @param next the token of the page; absent for the first one
     * @see
     *     <a href="https://docs.aws.amazon.com/iot/latest/apireference/API_iotdata_ListSubscriptions.html">ListSubscriptions</a>
     */
    static DataCall listSubscriptions(String client, Optional<String> next) {
        Map<String, String> query = new TreeMap<>(Map.of("maxResults", Integer.toString(MOST_ON_A_PAGE)));
        next.ifPresent(token -> query.put("nextToken", token));
        return new DataCall(
                "ListSubscriptions",
                SdkHttpMethod.GET,
                "/connections/" + encoded(client) + "/subscriptions",
                query,
                Optional.empty());
    }

    /**
     * Ends the client's connection.
     *
     * @see
     *     <a href="https://docs.aws.amazon.com/iot/latest/apireference/API_iotdata_DeleteConnection.html">DeleteConnection</a>
     */
    static DataCall deleteConnection(String client, boolean cleanSession, boolean preventWill) {
        return new DataCall(
                "DeleteConnection",
                SdkHttpMethod.DELETE,
                "/connections/" + encoded(client),
                Map.of(
                        "cleanSession",
                        Boolean.toString(cleanSession),
                        "preventWillMessage",
                        Boolean.toString(preventWill)),
                Optional.empty());
    }

    /**
     * A message that the client must acknowledge.
     *
     * @param seconds how long AWS waits for that, 1 to 15
     * @see
     *     <a href="https://docs.aws.amazon.com/iot/latest/apireference/API_iotdata_SendDirectMessage.html">SendDirectMessage</a>
     */
    static DataCall sendDirectMessage(String client, String topic, long seconds, String payload) {
        return new DataCall(
                "SendDirectMessage",
                SdkHttpMethod.POST,
                "/connections/" + encoded(client) + "/messages",
                Map.of("topic", topic, "confirmation", "true", "timeout", Long.toString(seconds)),
                Optional.of(payload));
    }

    /**
     * Whether a path can name the client. {@code .} and {@code ..} are removed from paths on their way, even when
     * encoded, and AWS has no clients that begin with {@code $}: the request would be about something else.
     */
    static boolean canBeAbout(ClientId client) {
        String id = client.value();
        return !id.equals(".")
                && !id.equals("..")
                && !id.startsWith("$")
                && StandardCharsets.UTF_8.newEncoder().canEncode(id);
    }

    /** One path segment, encoded as RFC 3986 and so the signature require: {@code /} and {@code +} are encoded, too. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
