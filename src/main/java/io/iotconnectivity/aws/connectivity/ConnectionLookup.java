package io.iotconnectivity.aws.connectivity;

import io.iotconnectivity.aws.AwsClients;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Looks up single connections where no budget applies: in checks started by people. */
public final class ConnectionLookup implements AutoCloseable {
    private final SignedCalls calls;

    public ConnectionLookup(AwsClients aws) {
        this.calls = new SignedCalls(aws);
    }

    /**
     * Whether a client is currently connected.
     *
     * @param timeout for the call
     * @throws software.amazon.awssdk.core.exception.SdkException if AWS does not tell
     */
    public boolean isConnected(String clientId, Duration timeout) {
        try {
            return ConnectionReply.read(calls.make(DataCall.getConnection(clientId), timeout))
                    .connected()
                    .orElse(false);
        } catch (AwsServiceException e) {
            if (Failure.of(e) == Failure.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /**
     * How many subscriptions AWS lists of a client, at most a page; none if it knows of no such client.
     *
     * @param timeout for the call
     * @throws software.amazon.awssdk.core.exception.SdkException if AWS does not tell
     */
    public int subscriptions(String clientId, Duration timeout) {
        try {
            return SubscriptionsReply.read(calls.make(DataCall.listSubscriptions(clientId, Optional.empty()), timeout))
                    .filters()
                    .size();
        } catch (AwsServiceException e) {
            if (Failure.of(e) == Failure.NOT_FOUND) {
                return 0;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        calls.close();
    }
}
