package io.iotconnectivity.aws.connectivity;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connectivity;

/** One way of asking AWS whether a client is connected. */
@FunctionalInterface
interface Question {
    /**
     * Blocks, not for much longer than the deadline.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if AWS does not answer, or not in time
     */
    Connectivity ask(ClientId client, AnswerDeadline deadline);
}
