package io.iotconnectivity.sandbox.aws.iot;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What the data plane can do to the clients of a broker. */
public interface ClientControl {
    /**
     * Cuts a client off.
     *
     * @param cleanSession       whether its session ends, too
     * @param preventWillMessage whether its will stays unsaid
     * @return whether it was connected
     */
    CompletionStage<Boolean> disconnect(String clientId, boolean cleanSession, boolean preventWillMessage);

    CompletionStage<Delivery> send(DirectMessage message);

    /** In any order; absent for a client that has no session, neither an open connection nor a persistent session. */
    CompletionStage<Optional<List<ClientSubscription>>> subscriptions(String clientId);
}
