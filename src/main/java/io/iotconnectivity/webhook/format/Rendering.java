package io.iotconnectivity.webhook.format;

import com.fasterxml.jackson.databind.JsonNode;

/** A shipped program that makes texts of an event, in the words of the tickets, for a sink that does not post them. */
public final class Rendering {
    private final Program program;

    private Rendering(Program program) {
        this.program = program;
    }

    /**
     * @param name of the file, without its ending
     */
    public static Rendering shipped(String name) {
        try {
            return new Rendering(Program.compile(name, Program.source("payloads/" + name + ".jq")));
        } catch (BrokenPayload e) {
            throw new IllegalStateException("what is shipped is broken", e);
        }
    }

    /**
     * Makes the texts.
     *
     * @throws BrokenPayload if nothing can be made of the input
     * @throws Overrun if it took too long
     */
    public JsonNode of(JsonNode input) throws BrokenPayload, Overrun, InterruptedException {
        return program.run(input);
    }
}
