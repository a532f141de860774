package io.iotconnectivity.aws.fleet;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The connection fields of a fleet index page that this version's SDK model lacks: keep-alive and client id. */
final class RawPage {
    /** A page of 100 things, each with the largest indexed shadows, is smaller. */
    static final int MAX_BYTES = 32 * 1024 * 1024;

    private static final ObjectReader PAGE = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build()
            .readerFor(Page.class);

    private RawPage() {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Page(List<Thing> things) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Thing(String thingName, Details connectivity) {}

    /**
     * The additional fields of a response.
     *
     * @param keepAliveDuration in seconds, as received; may be null, as may {@code clientId}
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Details(JsonNode keepAliveDuration, String clientId) {
        static final Details NONE = new Details(null, null);
    }

    /** By thing name; empty if the response has an unexpected form. */
    static Map<String, Details> details(byte[] body) {
        Map<String, Details> found = new HashMap<>();
        try {
            Page page = PAGE.readValue(body);
            if (page != null && page.things() != null) {
                for (Thing thing : page.things()) {
                    if (thing != null && thing.thingName() != null && thing.connectivity() != null) {
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
