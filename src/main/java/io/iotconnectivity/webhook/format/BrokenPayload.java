package io.iotconnectivity.webhook.format;

/** A payload file cannot be used, or what it gave cannot. The message names the file and the problem, and holds nothing secret. */
public final class BrokenPayload extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenPayload(String file, String problem) {
        super("payload file " + file + ": " + problem);
    }
}
