package io.iotconnectivity.webhook.format;

/**
 * A payload file, or its result, cannot be used. The message names the file and the problem, and contains no secret.
 */
public final class BrokenPayload extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenPayload(String file, String problem) {
        super("payload file " + file + ": " + problem);
    }
}
