package io.iotconnectivity.aws.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.aws.AwsClients;
import io.iotconnectivity.aws.AwsSettings;
import io.iotconnectivity.aws.logs.LogSettings.Insights;
import io.iotconnectivity.presence.Effect.LookUp;
import io.iotconnectivity.presence.Effect.Subject;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal.Diagnosed;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;

/** How causes are looked up, with the product's client, in anything that behaves like CloudWatch Logs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LogLookUpContract {
    static final LookUpSchedule QUICK = new LookUpSchedule(
            List.of(Duration.ofMillis(50), Duration.ofMillis(500), Duration.ofMillis(1500), Duration.ofMillis(2500)),
            Duration.ofMillis(50),
            Duration.ofMinutes(10),
            Duration.ofMinutes(15),
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofSeconds(1));

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String STREAM = "stream";
    private static final String PROPERTY = "aws.endpointUrl";

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Queue<Diagnosed> answers = new ConcurrentLinkedQueue<>();
    final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    String group;
    AwsClients clients;
    private String propertyBefore;
    private LogLookUp lookUp;

    /** Where the stand-in for AWS listens. */
    abstract URI endpoint();

    @BeforeEach
    void pointToTheStandIn() {
        propertyBefore = System.getProperty(PROPERTY);
        System.setProperty(PROPERTY, endpoint().toString());
        clients = new AwsClients(new AwsSettings(
                AwsSettings.of("us-east-1", Optional.empty()).lookup(),
                Optional.empty(),
                Duration.ofSeconds(3),
                Duration.ofSeconds(20),
                io.iotconnectivity.net.WaysOut.DIRECT,
                Optional.empty()));
        group = "logs-" + UUID.randomUUID();
        answers.clear();
        meters.clear();
    }

    @AfterEach
    void close() {
        if (lookUp != null) {
            lookUp.close();
            lookUp = null;
        }
        clients.close();
        if (propertyBefore == null) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, propertyBefore);
        }
    }

    @ParameterizedTest
    @EnumSource(Insights.class)
    void everyQuestionGetsTheEntryOfItsOwnDeviceAndKind(Insights insights) {
        createGroup();
        write(
                entry(now, "Connect", "a", "\"status\":\"Success\""),
                entry(now.plusMillis(1), "Connect", "b", "\"status\":\"Failure\",\"reason\":\"AUTHORIZATION_FAILURE\""),
                entry(now.plusMillis(2), "Disconnect", "a", "\"disconnectReason\":\"CONNECTION_LOST\""),
                entry(now.plusMillis(3), "Disconnect", "A", "\"disconnectReason\":\"AUTH_ERROR\""),
                entry(now.plusMillis(4), "Disconnect", "b", "\"reason\":\"DUPLICATE_CLIENT_ID\",\"sourcePort\":4711"),
                entry(now.plusMillis(5), "Disconnect", "c", "\"disconnectReason\":\"CLIENT_ERROR\""),
                "no JSON at all");
        LogLookUp asked = start(insights);
        asked.accept(disconnect("a", now));
        asked.accept(disconnect("b", now));
        asked.accept(new LookUp(new ClientId("b"), Subject.CONNECT_FAILED, now.plusMillis(40), Optional.empty()));
        asked.accept(disconnect("missing", now));

        awaitAnswers(4);
        assertThat(answer("a", now).reason()).contains(Reason.CONNECTION_LOST);
        assertThat(answer("b", now).reason()).contains(Reason.DUPLICATE_CLIENTID);
        assertThat(answer("b", now).sourcePort()).hasValue(4711);
        assertThat(answer("b", now.plusMillis(40)).reason()).contains(new Reason("AUTHORIZATION_FAILURE"));
        assertThat(answer("missing", now)).isEqualTo(Diagnosis.NOT_FOUND);
        assertThat(count("iotc.lookup", "result", "found")).isEqualTo(3);
        assertThat(count("iotc.lookup", "result", "not_found")).isEqualTo(1);
        assertThat(meters.get("iotc.lookup.waiting").gauge().value()).isZero();
    }

    @Test
    void logGroupThatDoesNotExistMeansNotFound() {
        start(Insights.AUTO).accept(disconnect("a", now));
        awaitAnswers(1);
        assertThat(answer("a", now)).isEqualTo(Diagnosis.NOT_FOUND);
    }

    LogLookUp start(Insights insights) {
        return start(insights, QUICK, 1000, 25);
    }

    LogLookUp start(Insights insights, LookUpSchedule pace, int mostWaiting, int callsPerSecond) {
        LogSettings settings = new LogSettings(true, group, Duration.ofSeconds(10), callsPerSecond, insights);
        lookUp = new LogLookUp(settings, clients::logs, this::take, InstantSource.system(), meters, pace, mostWaiting);
        return lookUp;
    }

    void take(Diagnosed answer) {
        answers.add(answer);
    }

    void createGroup() {
        clients.logs().createLogGroup(request -> request.logGroupName(group));
        clients.logs().createLogStream(request -> request.logGroupName(group).logStreamName(STREAM));
    }

    void write(String... entries) {
        List<InputLogEvent> events = Arrays.stream(entries)
                .map(message -> InputLogEvent.builder()
                        .timestamp(now.toEpochMilli())
                        .message(message)
                        .build())
                .toList();
        clients.logs()
                .putLogEvents(request ->
                        request.logGroupName(group).logStreamName(STREAM).logEvents(events));
    }

    static String entry(Instant at, String type, String client, String more) {
        return String.format(
                Locale.ROOT,
                "{\"timestamp\":\"%s\",\"logLevel\":\"INFO\",\"traceId\":\"%s\",\"accountId\":\"123456789012\",\"eventType\":\"%s\",\"protocol\":\"MQTT\",\"clientId\":\"%s\",\"principalId\":\"p\",\"sourceIp\":\"192.0.2.7\",%s}",
                TIME.format(at),
                UUID.randomUUID(),
                type,
                client.replace("\\", "\\\\").replace("\"", "\\\""),
                more);
    }

    static LookUp disconnect(String client, Instant at) {
        return new LookUp(new ClientId(client), Subject.DISCONNECT, at, Optional.empty());
    }

    void awaitAnswers(int number) {
        await().atMost(Duration.ofSeconds(60)).until(() -> answers.size() >= number);
        assertThat(answers).hasSize(number);
    }

    Diagnosis answer(String client, Instant at) {
        return answers.stream()
                .filter(answer ->
                        answer.client().value().equals(client) && answer.at().equals(at))
                .reduce((one, other) -> {
                    throw new AssertionError("two answers: " + one + " and " + other);
                })
                .orElseThrow(() -> new AssertionError("no answer for " + client + " in " + answers))
                .found();
    }

    double count(String name, String tag, String value) {
        return meters.counter(name, tag, value).count();
    }
}
