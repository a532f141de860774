package io.iotconnectivity.sandbox.aws.cloudwatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Call;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import io.iotconnectivity.sandbox.aws.protocol.Service;

/** CloudWatch Logs in memory. */
public final class Logs implements Service {
    @Override
    public JsonNode call(Call call) {
        throw AwsError.unknownOperation(call.operation());
    }

    @Override
    public JsonNode dump() {
        return Json.object();
    }
}
