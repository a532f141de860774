package io.iotconnectivity.sandbox.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterValueException;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

class CloudWatchIT {
    private static final String GROUP = "AWSIotLogsV2";
    private static final Instant T = Instant.parse("2026-11-23T10:00:00Z");

    @AutoClose
    private AwsEndpoint aws;

    @AutoClose
    private CloudWatchClient metrics;

    @AutoClose
    private CloudWatchLogsClient logs;

    @BeforeEach
    void start() {
        aws = AwsEndpoint.start(0);
        metrics = Clients.client(CloudWatchClient.builder(), aws.uri());
        logs = Clients.client(CloudWatchLogsClient.builder(), aws.uri());
    }

    @Test
    void metricsAreTakenListedAndSummedUp() {
        metrics.putMetricData(p -> p.namespace("IoTConnectivity")
                .metricData(
                        disconnects("CONNECTION_LOST", 2).timestamp(T).build(),
                        disconnects("CONNECTION_LOST", 3)
                                .timestamp(T.plusSeconds(10))
                                .build(),
                        disconnects("AUTH_ERROR", 7).timestamp(T).build()));

        assertThat(aws.metrics().sum("IoTConnectivity", "Disconnects")).isEqualTo(12);
        assertThat(aws.metrics().data().get(0).at()).isEqualTo(T);
        assertThat(aws.metrics().data().get(0).dimensions()).isEqualTo(Map.of("Reason", "CONNECTION_LOST"));
        assertThat(metrics.listMetrics(l -> l.namespace("IoTConnectivity")).metrics())
                .hasSize(2);
        assertThat(metrics.getMetricStatistics(g -> g.namespace("IoTConnectivity")
                                .metricName("Disconnects")
                                .dimensions(reason("CONNECTION_LOST"))
                                .startTime(T)
                                .endTime(T.plusSeconds(60))
                                .period(60)
                                .statistics(Statistic.SUM))
                        .datapoints())
                .singleElement()
                .satisfies(point -> {
                    assertThat(point.sum()).isEqualTo(5);
                    assertThat(point.timestamp()).isEqualTo(T.truncatedTo(ChronoUnit.MINUTES));
                });
    }

    @Test
    void thousandDataInOneCompressedCallAreTakenAndOneMoreIsRefused() {
        metrics.putMetricData(p -> p.namespace("N").metricData(many(1000)));
        assertThat(aws.metrics().data()).hasSize(1000);

        assertThatThrownBy(() -> metrics.putMetricData(p -> p.namespace("N").metricData(many(1001))))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageContaining("1000");
        assertThat(aws.metrics().data()).hasSize(1000);
    }

    @Test
    void throttledMetricsAreSeenAsThrottled() {
        aws.faults().next("cloudwatch", "PutMetricData", Fault.throttle(), 1);
        assertThatThrownBy(() -> metrics.putMetricData(p -> p.namespace("N").metricData(many(1))))
                .isInstanceOfSatisfying(
                        CloudWatchException.class,
                        refused -> assertThat(refused.isThrottlingException()).isTrue());
    }

    @Test
    void logEntriesAreWrittenAndFound() {
        logs.createLogGroup(c -> c.logGroupName(GROUP));
        logs.createLogStream(c -> c.logGroupName(GROUP).logStreamName("s"));
        logs.putLogEvents(p -> p.logGroupName(GROUP)
                .logStreamName("s")
                .logEvents(
                        entry(T, disconnect("a")),
                        entry(T.plusSeconds(1), disconnect("b")),
                        entry(T.plusSeconds(2), "text")));

        assertThat(logs.describeLogGroups(d -> d.logGroupNamePrefix("AWSIot")).logGroups())
                .extracting("logGroupName")
                .containsExactly(GROUP);
        assertThat(found("{ $.eventType = \"Disconnect\" && $.clientId = \"b\" }"))
                .extracting(FilteredLogEvent::message)
                .containsExactly(disconnect("b"));
        assertThat(found("")).hasSize(3);
        assertThat(logs.filterLogEvents(f -> f.logGroupName(GROUP)
                                .startTime(T.toEpochMilli())
                                .endTime(T.plusSeconds(1).toEpochMilli()))
                        .events())
                .hasSize(2);
        assertThatThrownBy(() -> logs.createLogGroup(c -> c.logGroupName(GROUP)))
                .isInstanceOf(ResourceAlreadyExistsException.class);
        assertThatThrownBy(() -> logs.filterLogEvents(f -> f.logGroupName("none")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void pagesOfLogEntriesFollowOneAnotherInTime() {
        IntStream.range(0, 7).forEach(i -> aws.logs().put(GROUP, i % 2 == 0 ? "x" : "y", T.plusMillis(i), "m" + i));

        List<String> messages = logs
                .filterLogEventsPaginator(f -> f.logGroupName(GROUP).limit(3))
                .events()
                .stream()
                .map(FilteredLogEvent::message)
                .toList();

        assertThat(messages).containsExactly("m0", "m1", "m2", "m3", "m4", "m5", "m6");
        assertThatThrownBy(() -> logs.filterLogEvents(f -> f.logGroupName(GROUP).nextToken("x")))
                .isInstanceOf(InvalidParameterException.class);
    }

    @Test
    void emptyPagesAreFollowedByWhatThereIs() {
        aws.logs().put(GROUP, "s", T, "m");
        aws.logs().answerEmptyPages(2);

        FilterLogEventsResponse first = logs.filterLogEvents(f -> f.logGroupName(GROUP));
        assertThat(first.events()).isEmpty();
        assertThat(first.nextToken()).isNotNull();
        assertThat(logs.filterLogEventsPaginator(f -> f.logGroupName(GROUP)).events())
                .extracting(FilteredLogEvent::message)
                .containsExactly("m");
        assertThat(aws.faults().calls("logs", "FilterLogEvents")).isEqualTo(3);
    }

    @Test
    void aPageHoldsOneMegabyteAtMost() {
        String large = "x".repeat(400_000);
        IntStream.range(0, 3).forEach(i -> aws.logs().put(GROUP, "s", T.plusMillis(i), i + large));

        FilterLogEventsResponse first = logs.filterLogEvents(f -> f.logGroupName(GROUP));
        assertThat(first.events()).hasSize(2);
        assertThat(logs.filterLogEvents(f -> f.logGroupName(GROUP).nextToken(first.nextToken()))
                        .events())
                .singleElement()
                .satisfies(event -> assertThat(event.message()).startsWith("2x"));
    }

    @Test
    void aGroupKeepsItsRetention() {
        logs.createLogGroup(c -> c.logGroupName(GROUP));
        logs.putRetentionPolicy(r -> r.logGroupName(GROUP).retentionInDays(30));
        assertThat(logs.describeLogGroups().logGroups().get(0).retentionInDays())
                .isEqualTo(30);
        logs.deleteRetentionPolicy(r -> r.logGroupName(GROUP));
        assertThat(logs.describeLogGroups().logGroups().get(0).retentionInDays())
                .isNull();
        assertThatThrownBy(
                        () -> logs.putRetentionPolicy(r -> r.logGroupName(GROUP).retentionInDays(31)))
                .isInstanceOf(InvalidParameterException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Disconnect",
                "?a ?b",
                "[a, b]",
                "%re%",
                "{ $.a }",
                "{ $.a > 1 }",
                "{ $.a = }",
                "{ $.a = \"x }",
                "{ $.a = \"x\" } y"
            })
    void otherPatternsAreRefused(String pattern) {
        aws.logs().put(GROUP, "s", T, "m");
        assertThatThrownBy(() -> found(pattern)).isInstanceOf(InvalidParameterException.class);
    }

    private List<FilteredLogEvent> found(String pattern) {
        return logs.filterLogEvents(f -> f.logGroupName(GROUP).filterPattern(pattern))
                .events();
    }

    private static String disconnect(String clientId) {
        return "{\"eventType\":\"Disconnect\",\"clientId\":\"" + clientId + "\"}";
    }

    private static InputLogEvent entry(Instant at, String message) {
        return InputLogEvent.builder()
                .timestamp(at.toEpochMilli())
                .message(message)
                .build();
    }

    private static MetricDatum.Builder disconnects(String reason, double count) {
        return MetricDatum.builder()
                .metricName("Disconnects")
                .dimensions(reason(reason))
                .unit(StandardUnit.COUNT)
                .value(count);
    }

    private static Dimension reason(String reason) {
        return Dimension.builder().name("Reason").value(reason).build();
    }

    private static List<MetricDatum> many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> disconnects("reason-" + i, 1).build())
                .toList();
    }
}
