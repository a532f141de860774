package io.iotconnectivity.sandbox.aws.sts;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Call;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import io.iotconnectivity.sandbox.aws.protocol.Service;

/** Identifies every caller as the same user of the same account, 123456789012. */
public final class Sts implements Service {
    @Override
    public JsonNode call(Call call) {
        if (!call.operation().equals("GetCallerIdentity")) {
            throw AwsError.unknownOperation(call.operation());
        }
        return dump();
    }

    @Override
    public JsonNode dump() {
        return Json.object()
                .put("UserId", "SANDBOX")
                .put("Account", "123456789012")
                .put("Arn", "arn:aws:iam::123456789012:user/sandbox");
    }
}
