package io.iotconnectivity.aws.connectivity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Connectivity.Status;
import io.iotconnectivity.signal.Reason;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * What AWS reports about a connection, with AWS's field names. GetConnection returns whichever of the first two times
 * it has, in milliseconds; GetThingConnectivityData returns neither.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record ConnectionReply(
        Optional<Boolean> connected,
        Optional<Long> connectedSince,
        Optional<Long> disconnectedSince,
        Optional<String> disconnectReason,
        Optional<Integer> keepAliveDuration,
        Optional<String> thingName,
        Optional<String> clientId,
        Optional<String> sourceIp) {

    private static final ObjectReader JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(ConnectionReply.class);

    /** What the query APIs return if there is no reason. */
    private static final Set<String> NO_REASON = Set.of("NONE", "UNKNOWN");

    private static final int LONGEST_KEEP_ALIVE = 65_535;
    private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final Pattern THING = Pattern.compile("[a-zA-Z0-9:_-]{1,128}");
    /** AWS's clock and ours may differ by minutes; a later time would delay every subsequent decision. */
    private static final Duration AHEAD = Duration.ofDays(1);

    /**
     * @throws SdkClientException if it is not such a response
     */
    static ConnectionReply read(byte[] json) {
        try {
            ConnectionReply reply = JSON.readValue(json);
            if (reply == null) {
                throw SdkClientException.create("AWS returned an empty response");
            }
            return reply;
        } catch (IOException e) {
            throw SdkClientException.create("AWS returned something other than a connection", e);
        }
    }

    /** With the time from GetConnection. */
    Connectivity toConnectivity(Instant now) {
        Optional<Long> millis = status() == Status.CONNECTED ? connectedSince : disconnectedSince;
        return toConnectivity(millis.flatMap(ConnectionReply::moment), now);
    }

    /**
     * @param since when AWS says it last changed
     */
    Connectivity toConnectivity(Optional<Instant> since, Instant now) {
        return new Connectivity(
                status(),
                since.filter(at -> at.isAfter(Instant.EPOCH) && at.isBefore(now.plus(AHEAD))),
                status() == Status.NOT_CONNECTED ? reason() : Optional.empty(),
                keepAliveDuration
                        .filter(seconds -> seconds > 0 && seconds <= LONGEST_KEEP_ALIVE)
                        .map(Duration::ofSeconds),
                thingName.filter(name -> THING.matcher(name).matches()),
                sourceIp.filter(ip -> ADDRESS.matcher(ip).matches()));
    }

    private Status status() {
        return connected
                .map(yes -> Boolean.TRUE.equals(yes) ? Status.CONNECTED : Status.NOT_CONNECTED)
                .orElse(Status.UNKNOWN);
    }

    private Optional<Reason> reason() {
        return disconnectReason
                .filter(word -> !word.isBlank() && !NO_REASON.contains(word))
                .map(Reason::new);
    }

    private static Optional<Instant> moment(long millis) {
        try {
            return Optional.of(Instant.ofEpochMilli(millis));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
