package io.iotconnectivity.aws.connectivity;

import io.iotconnectivity.engine.sqlite.FuzzedStore;
import io.iotconnectivity.fuzz.AnswersOfAws;
import io.iotconnectivity.fuzz.Holds;
import io.iotconnectivity.fuzz.Target;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** Replies of GetConnection: each is an answer that can be kept and told, or a failed call. */
public final class FuzzedConnections {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final ClientId CLIENT = new ClientId("a");

    public static final List<Target> TARGETS = List.of(
            new Target("connection-reply", FuzzedConnections::reply),
            new Target("connection-refusal", FuzzedConnections::refusal));

    private FuzzedConnections() {}

    private static void reply(byte[] input) {
        ConnectionReply reply;
        try {
            reply = ConnectionReply.read(input);
        } catch (SdkClientException refused) {
            Holds.printable("the refusal", refused.getMessage(), 200);
            return;
        }
        Connectivity found = reply.toConnectivity(NOW);
        Holds.bounded("the answer", found.toString(), 1_000);
        FuzzedStore.take(List.of(
                new Signal.Disconnected(CLIENT, NOW, Connection.UNKNOWN, Reason.CONNECTION_LOST),
                new Signal.Checked(CLIENT, NOW, found),
                new Signal.Reconciled(CLIENT, NOW, found)));
    }

    private static void refusal(byte[] input) {
        Lazy.AWS.refuse(input);
        try {
            Lazy.CALLS.make(DataCall.getConnection("a"), Duration.ofSeconds(10));
            throw new AssertionError("a refusal passed for an answer");
        } catch (SdkException refused) {
            Holds.bounded("what was refused", refused.getMessage(), SignedCalls.MAX_BYTES + 200);
        }
    }

    private static final class Lazy {
        static final AnswersOfAws AWS = new AnswersOfAws();
        static final SignedCalls CALLS = new SignedCalls(
                () -> URI.create("http://127.0.0.1:9"),
                "eu-central-1",
                () -> StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")),
                () -> AWS);
    }
}
