package io.iotconnectivity.sandbox.aws.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One AWS service, apart from any wire protocol. Implementations may be called by several threads at once and never block.
 */
public interface Service {
    /** @throws AwsError what the service refuses */
    JsonNode call(Call call);

    /**
     * For a service that waits for others: completes with the answer, or with an {@link AwsError}, but never blocks.
     *
     * @throws AwsError what the service refuses at once
     */
    default CompletionStage<JsonNode> answer(Call call) {
        return CompletableFuture.completedFuture(call(call));
    }

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
