package io.iotconnectivity.aws.connectivity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkClientException;

/** One page of what a client is subscribed to, with AWS's field names. */
@JsonIgnoreProperties(ignoreUnknown = true)
record SubscriptionsReply(Optional<List<Held>> subscriptions, Optional<String> nextToken) {
    private static final ObjectReader JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(SubscriptionsReply.class);

    /** One subscription. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Held(Optional<String> topicFilter) {}

    /**
     * @throws SdkClientException if it is not such a response
     */
    static SubscriptionsReply read(byte[] json) {
        try {
            SubscriptionsReply reply = JSON.readValue(json);
            if (reply == null || reply.subscriptions().isEmpty()) {
                throw SdkClientException.create("AWS returned no list of subscriptions");
            }
            return reply;
        } catch (IOException e) {
            throw SdkClientException.create("AWS returned something other than a list of subscriptions", e);
        }
    }

    List<String> filters() {
        return subscriptions.orElseThrow().stream()
                .filter(Objects::nonNull)
                .flatMap(held -> held.topicFilter().stream())
                .toList();
    }

    /** The token of the next page; absent on the last one. */
    Optional<String> next() {
        return nextToken.filter(token -> !token.isEmpty());
    }
}
