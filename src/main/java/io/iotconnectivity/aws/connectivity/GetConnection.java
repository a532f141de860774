package io.iotconnectivity.aws.connectivity;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connectivity;
import java.time.Clock;

/**
 * Looks up a client's connection by its id. AWS keeps what it knows of an ended connection for half an hour.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/apireference/API_iotdata_GetConnection.html">GetConnection</a>
 */
final class GetConnection implements Question {
    private final SignedCalls calls;
    private final BudgetedCalls budgeted;
    private final Clock clock;

    GetConnection(SignedCalls calls, BudgetedCalls budgeted, Clock clock) {
        this.calls = calls;
        this.budgeted = budgeted;
        this.clock = clock;
    }

    @Override
    public Connectivity ask(ClientId client, AnswerDeadline deadline) {
        if (!DataCall.canBeAbout(client)) {
            return Connectivity.UNKNOWN;
        }
        // The address is not requested: AWS requires a separate permission for it, and without it there would be no
        // answer.
        DataCall call = DataCall.getConnection(client.value());
        ConnectionReply reply = ConnectionReply.read(budgeted.make(deadline, timeout -> calls.make(call, timeout)));
        boolean isOfAnother =
                reply.clientId().filter(id -> !id.equals(client.value())).isPresent();
        return isOfAnother ? Connectivity.UNKNOWN : reply.toConnectivity(clock.instant());
    }
}
