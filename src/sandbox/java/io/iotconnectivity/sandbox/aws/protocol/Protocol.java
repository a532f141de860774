package io.iotconnectivity.sandbox.aws.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** How calls and replies of some services look on the wire. */
public interface Protocol {
    /** Empty when the request does not speak this protocol. */
    Optional<Operation> recognise(WireRequest request);

    /** @throws AwsError when the body cannot be read */
    ObjectNode input(Operation operation, WireRequest request);

    WireReply success(Operation operation, JsonNode result);

    WireReply failure(Operation operation, AwsError error);
}
