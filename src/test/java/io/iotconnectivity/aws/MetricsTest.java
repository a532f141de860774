package io.iotconnectivity.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.SampleEvents;
import io.iotconnectivity.event.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

class MetricsTest {
    private static final Instant NOW = SampleEvents.TIME.plusSeconds(10);
    private static final Instant MINUTE = Instant.parse("2026-11-23T14:02:00Z");

    private final Metrics metrics =
            new Metrics(() -> Map.of(Verdict.ONLINE, 180L, Verdict.OFFLINE, 20L), Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void signalsAreCounted() {
        List<MetricDatum> datums = metrics.datums(List.of(
                SampleEvents.connected("a").event(),
                SampleEvents.connected("b").event(),
                SampleEvents.disconnected("a", "CONNECTION_LOST").event(),
                SampleEvents.rejected("c").event(),
                SampleEvents.offline("a").event(),
                SampleEvents.online("a").event(),
                SampleEvents.leftItsWill("a").event()));

        assertThat(values(datums, "Connects")).containsExactly(2.0);
        assertThat(values(datums, "Rejected")).containsExactly(1.0);
        assertThat(values(datums, "Disconnects")).containsExactly(1.0);
        assertThat(datums)
                .filteredOn(datum -> datum.metricName().equals("Disconnects"))
                .singleElement()
                .satisfies(datum -> assertThat(datum.dimensions())
                        .containsExactly(Dimension.builder()
                                .name("Reason")
                                .value("CONNECTION_LOST")
                                .build()));
    }

    @Test
    void fleetIsCountedByState() {
        List<MetricDatum> datums = metrics.datums(List.of());
        assertThat(datums)
                .filteredOn(datum -> datum.metricName().equals("Devices"))
                .extracting(datum -> datum.dimensions().get(0).value() + " " + datum.value())
                .containsExactly(
                        "ONLINE 180.0",
                        "SUSPECT 0.0",
                        "OFFLINE 20.0",
                        "STALE 0.0",
                        "UNKNOWN 0.0",
                        "RETIRED 0.0",
                        "NEVER_CONNECTED 0.0");
    }

    @Test
    void quietIntervalSendsZeros() {
        List<MetricDatum> datums = metrics.datums(List.of());
        assertThat(values(datums, "Connects")).containsExactly(0.0);
        assertThat(values(datums, "Rejected")).containsExactly(0.0);
    }

    @Test
    void everyDatumIsACountAtATime() {
        assertThat(metrics.datums(List.of(SampleEvents.connected("a").event()))).allSatisfy(datum -> {
            assertThat(datum.unit()).isEqualTo(StandardUnit.COUNT);
            assertThat(datum.timestamp()).isBetween(MINUTE, NOW);
        });
    }

    @Test
    void lateCountsStandInTheMinuteThatTheyBelongTo() {
        Instant earlier = NOW.minus(Duration.ofHours(3));
        List<MetricDatum> datums =
                metrics.datums(List.of(SampleEvents.connected("a").at(earlier).event()));
        assertThat(datums)
                .filteredOn(datum -> datum.metricName().equals("Connects")
                        && datum.timestamp().isBefore(MINUTE))
                .extracting(MetricDatum::value)
                .containsExactly(1.0);
    }

    @Test
    void nothingIsSentThatCloudWatchFindsTooOldOrOfTheFuture() {
        List<MetricDatum> datums = metrics.datums(List.of(
                SampleEvents.connected("a").at(NOW.minus(Duration.ofDays(30))).event(),
                SampleEvents.connected("a").at(NOW.plus(Duration.ofDays(1))).event()));
        assertThat(datums)
                .allSatisfy(datum -> assertThat(datum.timestamp()).isBetween(NOW.minus(Duration.ofDays(14)), NOW));
    }

    @Test
    void inventedReasonsDoNotMakeEndlessMetrics() {
        List<Event> events = IntStream.range(0, 500)
                .mapToObj(i -> SampleEvents.disconnected("a", "REASON_" + i).event())
                .toList();
        List<MetricDatum> datums = metrics.datums(events);
        assertThat(values(datums, "Disconnects")).hasSize(Metrics.REASONS + 1);
        assertThat(values(datums, "Disconnects").stream()
                        .mapToDouble(value -> value)
                        .sum())
                .isEqualTo(500);
        assertThat(datums)
                .anyMatch(datum -> datum.hasDimensions()
                        && datum.dimensions().get(0).value().equals(Metrics.OTHER));
    }

    @Test
    void reasonThatCloudWatchWouldRefuseIsFolded() {
        List<MetricDatum> datums = metrics.datums(
                List.of(SampleEvents.disconnected("a", "gerät\nweg").event()));
        assertThat(datums)
                .filteredOn(datum -> datum.metricName().equals("Disconnects"))
                .extracting(datum -> datum.dimensions().get(0).value())
                .containsExactly(Metrics.OTHER);
    }

    @Test
    void oneIntervalIsOneCallUnlessItIsTooLarge() {
        assertThat(metrics.calls(List.of())).hasSize(1);

        List<Event> backlog = new ArrayList<>();
        for (int minute = 0; minute < 2500; minute++) {
            backlog.add(SampleEvents.connected("a")
                    .at(NOW.minus(Duration.ofMinutes(minute)))
                    .event());
        }
        List<List<MetricDatum>> calls = metrics.calls(backlog);
        assertThat(calls).hasSize(3).allMatch(call -> call.size() <= Metrics.PER_CALL);
        assertThat(calls.stream().mapToInt(List::size).sum())
                .isEqualTo(metrics.datums(backlog).size());
    }

    private static List<Double> values(List<MetricDatum> datums, String name) {
        return datums.stream()
                .filter(datum -> datum.metricName().equals(name))
                .map(MetricDatum::value)
                .toList();
    }
}
