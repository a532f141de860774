package io.iotconnectivity.aws.fleet;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Keeps the answer of one call as it came, for what AWS tells of a connection and the SDK's model of this version lacks:
 * the keep-alive and the client id.
 */
final class RawAnswer implements ExecutionInterceptor {
    /** A page of 100 things, each with the largest shadows that are indexed, is smaller. */
    private static final int MAX_BYTES = 32 * 1024 * 1024;

    private static final ObjectReader PAGE = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build()
            .readerFor(Page.class);

    private volatile byte[] body = {};

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Page(List<Thing> things) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Thing(String thingName, Details connectivity) {}

    /**
     * What the answer tells besides.
     *
     * @param keepAliveDuration in seconds, as it came; may be null, as may {@code clientId}
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Details(JsonNode keepAliveDuration, String clientId) {
        static final Details NONE = new Details(null, null);
    }

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        if (context.responseBody().isEmpty() || !context.httpResponse().isSuccessful()) {
            return context.responseBody();
        }
        try {
            byte[] read = context.responseBody().get().readNBytes(MAX_BYTES + 1);
            if (read.length > MAX_BYTES) {
                throw SdkClientException.create("the answer is larger than " + MAX_BYTES + " bytes");
            }
            body = read;
            return Optional.of(new ByteArrayInputStream(read));
        } catch (IOException e) {
            throw SdkClientException.create("the answer was cut off", e);
        }
    }

    /** By thing name; empty where the answer has another form than expected. */
    Map<String, Details> details() {
        Map<String, Details> found = new HashMap<>();
        try {
            Page page = PAGE.readValue(body);
            if (page != null && page.things() != null) {
                for (Thing thing : page.things()) {
                    if (thing.thingName() != null && thing.connectivity() != null) {
                        found.put(thing.thingName(), thing.connectivity());
                    }
                }
            }
        } catch (IOException e) {
            return Map.of();
        }
        return found;
    }
}
