package io.iotconnectivity.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Optional;

/** Prints responses of the running application. */
final class Output {
    private static final String NOTHING = "-";

    private Output() {}

    /** A field as a cell of a table. */
    static String cell(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isValueNode() && !value.isNull() ? value.asText() : NOTHING;
    }

    /** The time in a field, without fractions of a second. */
    static String moment(JsonNode object, String field) {
        return cell(object, field).replaceFirst("\\.\\d+Z$", "Z");
    }

    static void json(PrintWriter out, JsonNode answer) {
        out.println(answer.toPrettyString());
    }

    /** Says on standard error that a list continues, and how to see the rest. */
    static void hintAtMore(PrintWriter err, JsonNode page) {
        Optional.ofNullable(page.path("next").textValue())
                .ifPresent(place -> err.println("There are more: "
                        + page.path("total").asLong() + " in total. Use --limit 1000, or --after " + place));
    }

    /** Says so if a report lacks what has just happened. */
    static void incomplete(PrintWriter err, JsonNode report) {
        if (!report.path("complete").asBoolean(true)) {
            err.println("Some events are not counted yet, because many are new; ask again in a minute");
        }
    }
}
