package io.iotconnectivity.webhook.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.iotconnectivity.fuzz.Holds;
import io.iotconnectivity.fuzz.Inputs;
import io.iotconnectivity.fuzz.Target;
import java.util.List;

/** Payload files and what they give, which may hold what a receiver answered. */
public final class FuzzedPayloads {
    private static final JsonMapper JSON = new JsonMapper();

    public static final List<Target> TARGETS = List.of(
            Target.ofText("payload-file", FuzzedPayloads::file).takingLong(),
            Target.ofText("payload-step", FuzzedPayloads::step),
            Target.ofText("answer-shape", FuzzedPayloads::shape));

    private FuzzedPayloads() {}

    private static void file(String source) throws JsonProcessingException, InterruptedException {
        try {
            Program.compile("own.jq", source)
                    .run(JSON.readTree("{\"options\":{},\"answers\":[{\"status\":200,\"body\":\"b\"}]}"));
        } catch (BrokenPayload broken) {
            Holds.printable("what is wrong", broken.getMessage(), 700);
        } catch (Overrun givenUp) {
            Holds.printable("why it was given up", givenUp.getMessage(), 700);
        }
    }

    private static void step(String input) {
        try {
            FormatStep step = StepReader.read("own.jq", json(input));
            if (step instanceof FormatStep.Request request) {
                Holds.bounded("the path", request.path(), 2_000);
            }
        } catch (BrokenPayload broken) {
            Holds.printable("what is wrong", broken.getMessage(), 700);
        }
    }

    private static void shape(String input) {
        List<String> lines = Inputs.lines(input, 2);
        new Shape(json(lines.get(0))).fits(json(lines.get(1)));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException noJson) {
            return JSON.getNodeFactory().textNode(text);
        }
    }
}
