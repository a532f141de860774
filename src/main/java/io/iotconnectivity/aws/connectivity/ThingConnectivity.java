package io.iotconnectivity.aws.connectivity;

import io.iotconnectivity.aws.RawReply;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connectivity;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.iot.IotClient;
import software.amazon.awssdk.services.iot.model.GetThingConnectivityDataResponse;
import software.amazon.awssdk.services.iot.model.ResourceNotFoundException;

/**
 * Looks up a thing's connection, which is in the fleet index only if the client id is the name of the thing.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/device-connectivity-status.html">Device
 *     connectivity status</a>
 */
final class ThingConnectivity implements Question {
    private final Supplier<IotClient> client;
    private final BudgetedCalls budgeted;
    private final Function<ClientId, List<String>> names;
    private final Clock clock;

    /**
     * @param names the possible names of a client's thing, best first
     */
    ThingConnectivity(
            Supplier<IotClient> client, BudgetedCalls budgeted, Function<ClientId, List<String>> names, Clock clock) {
        this.client = client;
        this.budgeted = budgeted;
        this.names = names;
        this.clock = clock;
    }

    @Override
    public Connectivity ask(ClientId device, AnswerDeadline deadline) {
        for (String thing : names.apply(device)) {
            try {
                return budgeted.make(deadline, timeout -> ask(device, thing, timeout));
            } catch (ResourceNotFoundException noSuchThing) {
                // The next name may have one.
            }
        }
        return Connectivity.UNKNOWN;
    }

    private Connectivity ask(ClientId device, String thing, Duration timeout) {
        RawReply kept = new RawReply(SignedCalls.MAX_BYTES);
        GetThingConnectivityDataResponse answer = client.get().getThingConnectivityData(request -> request.thingName(
                        thing)
                .overrideConfiguration(one -> one.apiCallAttemptTimeout(timeout).addPlugin(onceAnd(kept))));
        ConnectionReply reply = ConnectionReply.read(kept.bytes());
        // Another thing's name would give another device's connection.
        boolean isOurs = reply.clientId().orElse(thing).equals(device.value());
        return isOurs
                ? reply.toConnectivity(Optional.ofNullable(answer.timestamp()), clock.instant())
                : Connectivity.UNKNOWN;
    }

    /** The budget counts calls, so the SDK must not retry by itself. */
    private static SdkPlugin onceAnd(RawReply kept) {
        return configuration -> configuration.overrideConfiguration(configuration.overrideConfiguration().toBuilder()
                .retryStrategy(DefaultRetryStrategy.doNotRetry())
                .addExecutionInterceptor(kept)
                .build());
    }
}
