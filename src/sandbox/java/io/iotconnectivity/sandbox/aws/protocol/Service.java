package io.iotconnectivity.sandbox.aws.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One AWS service, independent of any wire protocol. Implementations may be called by several threads at once and never block.
 */
public interface Service {
    /** @throws AwsError what the service refuses */
    JsonNode call(Call call);

    /**
     * For a service that waits for others: completes with the response or an {@link AwsError}, but never blocks.
     *
     * @throws AwsError what the service refuses at once
     */
    default CompletionStage<JsonNode> answer(Call call) {
        return CompletableFuture.completedFuture(call(call));
    }

    /** Its contents in readable form. */
    JsonNode dump();

    /** This service's throttling error. */
    default AwsError throttled() {
        return new AwsError(400, "ThrottlingException", "Rate exceeded");
    }

    /** This service's error for a missing resource. */
    default AwsError notFound() {
        return new AwsError(400, "ResourceNotFoundException", "Requested resource not found");
    }

    /** This service's internal error. */
    default AwsError broken() {
        return new AwsError(500, "InternalFailure", "The sandbox was asked to fail");
    }
}
