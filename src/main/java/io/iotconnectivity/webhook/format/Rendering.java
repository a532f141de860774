package io.iotconnectivity.webhook.format;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A shipped program that turns an event into texts, in the words of the tickets, for a sink that does not post them.
 */
public final class Rendering {
    private final Program program;

    private Rendering(Program program) {
        this.program = program;
    }

    /**
     * @param name of the file, without its extension
     */
    public static Rendering shipped(String name) {
        try {
            return new Rendering(Program.compile(name, Program.source("payloads/" + name + ".jq")));
        } catch (BrokenPayload e) {
            throw new IllegalStateException("a shipped file is broken", e);
        }
    }

    /**
     * Renders the texts.
     *
     * @throws BrokenPayload if the input cannot be rendered
     * @throws Overrun if it took too long
     */
    public JsonNode of(JsonNode input) throws BrokenPayload, Overrun, InterruptedException {
        return program.run(input);
    }
}
