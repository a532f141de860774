package io.iotconnectivity.sandbox.aws.protocol;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Which operation a request is for.
 *
 * @param service one of {@code dynamodb sns sqs sts iot iotdata logs cloudwatch kinesis eventbridge s3}
 * @param known   the members of the input that could be read while recognising the operation (path, query, form)
 */
public record Operation(String service, String name, ObjectNode known) {
    public Operation(String service, String name) {
        this(service, name, JsonNodeFactory.instance.objectNode());
    }
}
