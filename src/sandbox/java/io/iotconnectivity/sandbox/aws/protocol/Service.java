package io.iotconnectivity.sandbox.aws.protocol;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One AWS service, apart from any wire protocol. Implementations may be called by several threads at once and answer without waiting for
 * anything outside of their own memory.
 */
public interface Service {
    /** @throws AwsError what the service refuses */
    JsonNode call(Call call);

    /** All that it holds, for people to read. */
    JsonNode dump();

    /** How this service says that it is called too often. */
    default AwsError throttled() {
        return new AwsError(400, "ThrottlingException", "Rate exceeded");
    }

    /** How this service says that what was asked for does not exist. */
    default AwsError notFound() {
        return new AwsError(400, "ResourceNotFoundException", "Requested resource not found");
    }

    /** How this service says that it is broken. */
    default AwsError broken() {
        return new AwsError(500, "InternalFailure", "The sandbox was asked to fail");
    }
}
