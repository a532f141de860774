package io.iotconnectivity.sandbox.aws.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One call of an operation, independent of the protocol.
 *
 * @param operation      the name in AWS's model, for example {@code UpdateItem}
 * @param input          the members of the request; blobs are base64 text, except the payload of a shadow, which is binary
 * @param failingEntries how many entries of a batch must fail, at the request of a test; 0 for none
 */
public record Call(String operation, ObjectNode input, int failingEntries) {
    public Call(String operation, ObjectNode input) {
        this(operation, input, 0);
    }
}
