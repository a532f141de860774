package io.iotconnectivity.sandbox.aws.dynamodb;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Capacity is not modelled; every request reports one unit. */
final class Capacity {
    private Capacity() {}

    static void report(ObjectNode input, String tableName, ObjectNode reply) {
        if (!input.path("ReturnConsumedCapacity").asText("NONE").equals("NONE")) {
            reply.putObject("ConsumedCapacity").put("TableName", tableName).put("CapacityUnits", 1.0);
        }
    }
}
