package io.iotconnectivity.enrich;

import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Connectivity.Status;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The routes with a meaning of their own: what they tell is no extra, but decides about the verdict. {@code enrich-cause} tells why a
 * connection ended, {@code enrich-connection} whether a device is connected.
 */
final class CoreQuestions {
    static final String CAUSE = "cause";
    static final String CONNECTION = "connection";

    private static final int LONGEST_REASON = 64;
    private static final int MOST_PORT = 65_535;

    private CoreQuestions() {}

    static boolean isOne(String route) {
        return route.equals(CAUSE) || route.equals(CONNECTION);
    }

    /** The name of the route that a question is for. */
    static String routeOf(Effect question) {
        if (question instanceof Effect.Enrich enrich) {
            return enrich.route();
        }
        return question instanceof Effect.LookUp ? CAUSE : CONNECTION;
    }

    /**
     * The answer to a question.
     *
     * @param told absent if there was none
     * @param now the time of the answer
     */
    static Signal answer(Effect question, Optional<Extra> told, Instant now) {
        if (question instanceof Effect.Enrich enrich) {
            return new Signal.Enriched(enrich.client(), now, enrich.route(), told);
        }
        Map<String, String> fields = told.orElse(Extra.NONE).fields();
        return question instanceof Effect.LookUp lookUp
                ? new Signal.Diagnosed(lookUp.client(), lookUp.at(), diagnosis(lookUp, fields))
                : new Signal.Checked(question.client(), now, connectivity(fields));
    }

    private static Diagnosis diagnosis(Effect.LookUp question, Map<String, String> fields) {
        Optional<Reason> reason = reason(fields);
        Optional<String> details = Optional.ofNullable(fields.get("details"));
        if (reason.isEmpty() && details.isEmpty()) {
            return Diagnosis.NOT_FOUND;
        }
        return new Diagnosis(
                moment(fields.get("at")).or(() -> Optional.of(question.at())),
                reason,
                details,
                Optional.ofNullable(fields.get("sourceIp")),
                port(fields.get("sourcePort")),
                Optional.ofNullable(fields.get("principal")),
                Optional.ofNullable(fields.get("traceId")));
    }

    private static Connectivity connectivity(Map<String, String> fields) {
        String connected = fields.getOrDefault("connected", "");
        if (!connected.equalsIgnoreCase("true") && !connected.equalsIgnoreCase("false")) {
            return Connectivity.UNKNOWN;
        }
        return Connectivity.of(
                connected.equalsIgnoreCase("true") ? Status.CONNECTED : Status.NOT_CONNECTED,
                moment(fields.get("since")),
                reason(fields));
    }

    private static Optional<Reason> reason(Map<String, String> fields) {
        return Optional.ofNullable(fields.get("reason"))
                .filter(word -> word.length() <= LONGEST_REASON)
                .map(Reason::new);
    }

    private static Optional<Instant> moment(String text) {
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static OptionalInt port(String text) {
        return text != null && text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= MOST_PORT
                ? OptionalInt.of(Integer.parseInt(text))
                : OptionalInt.empty();
    }
}
