package io.iotconnectivity.aws.connectivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.aws.AwsClients;
import io.iotconnectivity.aws.AwsSettings;
import io.iotconnectivity.aws.connectivity.CheckSettings.Method;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import io.iotconnectivity.sandbox.aws.Fault;
import io.iotconnectivity.sandbox.aws.iot.ClientControl;
import io.iotconnectivity.sandbox.aws.iot.ClientSubscription;
import io.iotconnectivity.sandbox.aws.iot.Connection;
import io.iotconnectivity.sandbox.aws.iot.Delivery;
import io.iotconnectivity.sandbox.aws.iot.DirectMessage;
import io.iotconnectivity.sandbox.aws.iot.Indexing;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Connectivity.Status;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.signal.Signal.ProbeResult;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkException;

/** Questions about devices to the sandbox's AWS, which can also fail in the ways that AWS does. */
class DeviceQuestionsIT {
    private static final String PROPERTY = "aws.endpointUrl";
    private static final Fault HANG = Fault.hang(Duration.ofMinutes(1));
    private static final Instant AT = Instant.now().minusSeconds(600).truncatedTo(ChronoUnit.MILLIS);

    @AutoClose
    private final AwsEndpoint aws = AwsEndpoint.start(0);

    private boolean listing;
    private final List<Signal> answers = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<AutoCloseable> open = new ArrayList<>();
    private String propertyBefore;
    private List<String> thingNames = List.of();
    /** The first call of a JVM loads half of the SDK, on machines that do other things, too. */
    private Duration patience = Duration.ofSeconds(10);

    @BeforeEach
    void pointToTheSandbox() {
        propertyBefore = System.getProperty(PROPERTY);
        System.setProperty(PROPERTY, aws.uri().toString());
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable opened : open) {
            opened.close();
        }
        if (propertyBefore == null) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, propertyBefore);
        }
    }

    @Test
    void connectionIsToldWithWhatAwsKnowsOfIt() {
        aws.things().create("sensor");
        aws.connections().connected(Connection.open("sensor", AT).withKeepAlive(240));

        Connectivity found = check(Method.CONNECTION, "sensor");

        assertThat(found.status()).isEqualTo(Status.CONNECTED);
        assertThat(found.since()).hasValue(AT);
        assertThat(found.keepAlive()).hasValue(Duration.ofMinutes(4));
        assertThat(found.thing()).hasValue("sensor");
        assertThat(found.reason()).isEmpty();
        assertThat(meters.counter("iotc.check", "result", "connected").count()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OFF")
    void endOfAConnectionIsToldWithItsTimeAndReason(Method method) {
        aws.things().create("sensor");
        thingNames = List.of("sensor");
        aws.connections().disconnected("sensor", AT, "API_INITIATED_DISCONNECT");

        Connectivity found = check(method, "sensor");

        assertThat(found.status()).isEqualTo(Status.NOT_CONNECTED);
        assertThat(found.since()).hasValue(AT);
        assertThat(found.reason()).hasValue(Reason.API_INITIATED_DISCONNECT);
    }

    @Test
    void allThatAClientIsSubscribedToIsListed() {
        Messages client = new Messages(Delivery.DELIVERED);
        client.held = Optional.of(IntStream.range(0, 201)
                .mapToObj(number -> new ClientSubscription("cmd/" + number, 1))
                .toList());
        aws.connections().attach(client);
        aws.connections().connected("plant/pump 7", AT);

        assertThat(list("plant/pump 7").orElseThrow()).hasSize(201).contains("cmd/0", "cmd/200");
    }

    @Test
    void whatAClientWithoutASessionIsSubscribedToIsUnknown() {
        aws.connections().attach(new Messages(Delivery.DELIVERED));

        assertThat(list("nobody")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plant/pump 7", "100%", "a+b", "größe", "..x", "a/../b"})
    void clientIsFoundWhateverItsIdHolds(String client) {
        aws.connections().connected(client, AT);
        assertThat(check(Method.CONNECTION, client).status()).isEqualTo(Status.CONNECTED);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OFF")
    void whatAwsNeverSawIsUnknown(Method method) {
        thingNames = List.of("ghost");
        assertThat(check(method, "ghost")).isEqualTo(Connectivity.UNKNOWN);
    }

    @Test
    void whatNoPathCanNameIsNotAskedFor() {
        assertThat(check(Method.CONNECTION, "..")).isEqualTo(Connectivity.UNKNOWN);
        assertThat(aws.faults().calls("iotdata", "GetConnection")).isZero();
    }

    @Test
    void thingIsToldWithWhatTheModelOfTheSdkLacks() {
        aws.things().create("sensor");
        thingNames = List.of("no-such-thing", "sensor");
        aws.connections().connected(Connection.open("sensor", AT).withKeepAlive(240));

        Connectivity found = check(Method.THING_CONNECTIVITY, "sensor");

        assertThat(found.status()).isEqualTo(Status.CONNECTED);
        assertThat(found.since()).hasValue(AT);
        assertThat(found.keepAlive()).hasValue(Duration.ofMinutes(4));
        assertThat(found.thing()).hasValue("sensor");
    }

    @Test
    void connectionOfAnotherClientThatIsCalledLikeTheThingIsNotTakenForOurs() {
        aws.things().create("7");
        thingNames = List.of("7");
        aws.connections().connected("7", AT);

        assertThat(check(Method.THING_CONNECTIVITY, "sensor-7")).isEqualTo(Connectivity.UNKNOWN);
    }

    @Test
    void indexThatIsNotReadyIsUnknown() {
        aws.things().create("sensor");
        thingNames = List.of("sensor");
        aws.indexing().status(Indexing.Status.BUILDING);
        assertThat(check(Method.THING_CONNECTIVITY, "sensor")).isEqualTo(Connectivity.UNKNOWN);

        aws.indexing().set("OFF", "OFF");
        assertThat(check(Method.THING_CONNECTIVITY, "sensor")).isEqualTo(Connectivity.UNKNOWN);
    }

    static Stream<Fault> passing() {
        return Stream.of(
                Fault.throttle(), Fault.serverError(), Fault.truncate(), Fault.loseReply(), Fault.loseRequest());
    }

    @ParameterizedTest
    @MethodSource("passing")
    void failureThatPassesCostsOneMoreCall(Fault fault) {
        aws.things().create("sensor");
        thingNames = List.of("sensor");
        aws.connections().connected("sensor", AT);
        aws.faults().next("iotdata", "GetConnection", fault, 1);
        aws.faults().next("iot", "GetThingConnectivityData", fault, 1);

        assertThat(check(Method.CONNECTION, "sensor").status()).isEqualTo(Status.CONNECTED);
        assertThat(check(Method.THING_CONNECTIVITY, "sensor").status()).isEqualTo(Status.CONNECTED);

        assertThat(aws.faults().calls("iotdata", "GetConnection")).isEqualTo(2);
        assertThat(aws.faults().calls("iot", "GetThingConnectivityData")).isEqualTo(2);
    }

    static Stream<Fault> lasting() {
        return Stream.of(
                Fault.throttle(),
                Fault.serverError(),
                Fault.truncate(),
                Fault.loseReply(),
                HANG,
                Fault.refuse(403, "ForbiddenException", "not authorized to perform iot:GetConnection"),
                Fault.refuse(400, "InvalidRequestException", "no"));
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void lastingFailureIsUnknownAfterAtMostTwoCalls(Fault fault) {
        aws.things().create("sensor");
        thingNames = List.of("sensor");
        aws.connections().connected("sensor", AT);
        if (fault.equals(HANG)) {
            // By now the SDK is loaded.
            assertThat(check(Method.CONNECTION, "sensor").status()).isEqualTo(Status.CONNECTED);
            patience = Duration.ofSeconds(4);
        }
        aws.faults().next("iotdata", "GetConnection", fault, Integer.MAX_VALUE);
        aws.faults().next("iot", "GetThingConnectivityData", fault, Integer.MAX_VALUE);
        long before = aws.faults().calls("iotdata", "GetConnection");

        assertThat(check(Method.CONNECTION, "sensor")).isEqualTo(Connectivity.UNKNOWN);
        assertThat(check(Method.THING_CONNECTIVITY, "sensor")).isEqualTo(Connectivity.UNKNOWN);

        assertThat(aws.faults().calls("iotdata", "GetConnection") - before).isBetween(1L, 2L);
        assertThat(aws.faults().calls("iot", "GetThingConnectivityData")).isBetween(1L, 2L);
    }

    @Test
    void whatIsSwitchedOffIsAnsweredAllTheSame() {
        assertThat(check(Method.OFF, "sensor")).isEqualTo(Connectivity.UNKNOWN);
        questions(Method.OFF, false).probe(new ClientId("sensor"));
        assertThat(((Signal.Probed) answers.get(answers.size() - 1)).result()).isEqualTo(ProbeResult.UNKNOWN);
    }

    @Test
    void probeIsAMessageThatTheDeviceHasToAcknowledge() {
        Messages messages = new Messages(Delivery.DELIVERED);
        aws.connections().attach(messages);
        aws.connections().connected("plant/pump 7", AT);

        assertThat(probe("plant/pump 7")).isEqualTo(ProbeResult.ANSWERED);

        DirectMessage sent = messages.sent.get(0);
        assertThat(sent.clientId()).isEqualTo("plant/pump 7");
        assertThat(sent.topic()).isEqualTo("probe/topic");
        assertThat(sent.confirmation()).isTrue();
        assertThat(sent.timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(new String(sent.payload(), StandardCharsets.UTF_8)).isEqualTo(Prober.MESSAGE);
        assertThat(meters.counter("iotc.probe", "result", "answered").count()).isEqualTo(1);
    }

    @Test
    void deviceThatDoesNotAcknowledgeIsSilent() {
        aws.connections().attach(new Messages(Delivery.NOT_ACKNOWLEDGED));
        aws.connections().connected("sensor", AT);
        assertThat(probe("sensor")).isEqualTo(ProbeResult.SILENT);
    }

    @Test
    void deviceThatHasGoneIsNotConnected() {
        aws.connections().disconnected("sensor", AT, "CONNECTION_LOST");
        assertThat(probe("sensor")).isEqualTo(ProbeResult.NOT_CONNECTED);
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void probeThatCannotBeSentIsUnknownAndNotSentTwice(Fault fault) {
        Messages messages = new Messages(Delivery.DELIVERED);
        aws.connections().attach(messages);
        aws.connections().connected("sensor", AT);
        aws.faults().next("iotdata", "SendDirectMessage", fault, Integer.MAX_VALUE);

        ProbeResult result = probe("sensor");

        // Who has half an answer of success has it.
        assertThat(result).isIn(ProbeResult.UNKNOWN, fault.equals(Fault.truncate()) ? ProbeResult.ANSWERED : result);
        assertThat(aws.faults().calls("iotdata", "SendDirectMessage")).isEqualTo(1);
    }

    @Test
    void thingOfAClientIsWhatAwsNamesForItsConnection() {
        aws.things().create("sensor");
        aws.connections().connected("sensor", AT);
        aws.connections().connected("plant/pump", AT);
        DeviceQuestions questions = questions(Method.OFF, false);

        assertThat(questions.thingOf(new ClientId("sensor"))).hasValue("sensor");
        assertThat(questions.thingOf(new ClientId("plant/pump"))).isEmpty();
        assertThat(questions.thingOf(new ClientId("ghost"))).isEmpty();
    }

    @Test
    void thingCannotBeToldWhileAwsFailsAndIsUnknownWhereItMayNotBeAsked() {
        DeviceQuestions questions = questions(Method.OFF, false);
        aws.faults().next("iotdata", "GetConnection", Fault.serverError(), 2);
        assertThatThrownBy(() -> questions.thingOf(new ClientId("sensor"))).isInstanceOf(SdkException.class);

        aws.faults().next("iotdata", "GetConnection", Fault.refuse(403, "ForbiddenException", "no"), 1);
        assertThat(questions.thingOf(new ClientId("sensor"))).isEmpty();
    }

    private Connectivity check(Method method, String client) {
        int before = answers.size();
        questions(method, false).check(new ClientId(client));
        await().atMost(Duration.ofSeconds(60)).until(() -> answers.size() > before);
        assertThat(answers).hasSize(before + 1);
        assertThat(answers.get(before).client().value()).isEqualTo(client);
        return ((Signal.Checked) answers.get(before)).found();
    }

    private ProbeResult probe(String client) {
        questions(Method.OFF, true).probe(new ClientId(client));
        await().atMost(Duration.ofSeconds(60)).until(() -> !answers.isEmpty());
        return ((Signal.Probed) answers.get(0)).result();
    }

    private Optional<List<String>> list(String client) {
        listing = true;
        questions(Method.OFF, false).listLater(new ClientId(client));
        await().atMost(Duration.ofSeconds(60)).until(() -> !answers.isEmpty());
        return ((Signal.Listed) answers.get(0)).held();
    }

    private DeviceQuestions questions(Method method, boolean probing) {
        AwsClients clients = new AwsClients(AwsSettings.of("us-east-1", Optional.empty()));
        DeviceQuestions questions = new DeviceQuestions(
                new CheckSettings(method, patience, 100),
                new ProbeSettings(probing, probing, "probe/topic", Duration.ofSeconds(1), 100),
                new ListingSettings(listing, Duration.ofMillis(1), Optional.empty(), Duration.ofSeconds(1), 100, 100),
                clients,
                client -> thingNames,
                client -> true,
                answers::add,
                Clock.systemUTC(),
                meters);
        open.add(questions);
        open.add(clients);
        return questions;
    }

    private static final class Messages implements ClientControl {
        private final List<DirectMessage> sent = new CopyOnWriteArrayList<>();
        private final Delivery outcome;
        private Optional<List<ClientSubscription>> held = Optional.empty();

        Messages(Delivery outcome) {
            this.outcome = outcome;
        }

        @Override
        public CompletionStage<Boolean> disconnect(String clientId, boolean cleanSession, boolean preventWillMessage) {
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public CompletionStage<Delivery> send(DirectMessage message) {
            sent.add(message);
            return CompletableFuture.completedFuture(outcome);
        }

        @Override
        public CompletionStage<Optional<List<ClientSubscription>>> subscriptions(String clientId) {
            return CompletableFuture.completedFuture(held);
        }
    }
}
