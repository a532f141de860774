package io.iotconnectivity.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** The HTTP interface of the running application, as far as tools need it. */
public interface FleetApi {

    /**
     * @param path its segments, unencoded
     * @param query parameters, unencoded
     * @throws Refused if the application is not reachable, or refuses
     */
    JsonNode get(List<String> path, Map<String, String> query) throws Refused;

    /**
     * @param path its segments, unencoded
     * @throws Refused if the application is not reachable, or refuses
     */
    JsonNode post(List<String> path, Map<String, String> body) throws Refused;

    /** The application has not done what was asked for; the message says why. */
    final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        public Refused(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
