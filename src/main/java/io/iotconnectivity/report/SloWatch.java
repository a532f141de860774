package io.iotconnectivity.report;

import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.engine.ViewUnavailable;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.incident.SloReading;
import io.iotconnectivity.thread.RepeatedTask;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures in the background how the classes do against their objectives, and tells the engine, which opens and resolves
 * incidents. Thread-safe.
 */
public final class SloWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SloWatch.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
    private static final Duration MEASURE_EVERY = Duration.ofMinutes(1);
    /** After a measurement, it rests this many times as long. */
    private static final int REST = 19;

    private static final int MOST_OPEN = 1000;

    private final SloMeasurement measurement;
    private final Engine engine;
    private final Clock clock;
    private final Map<String, CompletableFuture<Void>> telling = new HashMap<>();
    private final Map<String, Boolean> fine = new HashMap<>();
    private final RepeatedTask measuring =
            new RepeatedTask("slo", this::look, "The error budgets of classes cannot be measured");
    private volatile Optional<List<ClassSlo>> latest = Optional.empty();
    private Instant next = Instant.MIN;
    private boolean begun;

    public SloWatch(SloMeasurement measurement, Engine engine, Clock clock, MeterRegistry meters) {
        this.measurement = measurement;
        this.engine = engine;
        this.clock = clock;
        measurement.settings().targets().keySet().forEach(name -> measure(name, meters));
    }

    private void measure(String name, MeterRegistry meters) {
        Gauge.builder(
                        "iotc.slo.budget.remaining.ratio",
                        () -> number(name, slo -> slo.budget().remaining().orElse(Double.NaN)))
                .description("The share of the error budget that is left; below 0 if it is overspent")
                .tag("class", name)
                .register(meters);
        for (Duration time : SloCounting.times()) {
            Gauge.builder(
                            "iotc.slo.burn.rate",
                            () -> number(name, slo -> slo.rates().get(time)))
                    .description("How many times faster than allowed the error budget was spent over that time")
                    .tag("class", name)
                    .tag("window", SloView.written(time))
                    .register(meters);
        }
    }

    private double number(String name, ToDoubleFunction<ClassSlo> of) {
        return latest.stream()
                .flatMap(List::stream)
                .filter(slo -> slo.name().equals(name))
                .mapToDouble(of)
                .findFirst()
                .orElse(Double.NaN);
    }

    /** Starts measuring. */
    public void start() {
        measuring.start(LOOK_EVERY, LOOK_EVERY);
    }

    /** The objectives. */
    public SloSettings settings() {
        return measurement.settings();
    }

    /** How every class with an objective did when it was last measured, by name; empty until it was. */
    public Optional<List<ClassSlo>> latest() {
        return latest;
    }

    private void look() {
        Instant now = clock.instant();
        if (now.isBefore(next) && !now.isBefore(next.minus(Duration.ofDays(1)))) {
            return;
        }
        try {
            measure();
        } catch (ViewUnavailable e) {
            LOG.debug("Error budgets cannot be measured now", e);
        }
        Instant done = clock.instant();
        Duration rest = Duration.between(now, done).multipliedBy(REST);
        next = done.plus(rest.compareTo(MEASURE_EVERY) > 0 ? rest : MEASURE_EVERY);
    }

    /** Measures now. */
    public synchronized void measure() {
        Optional<List<ClassSlo>> measured =
                measurement.settings().areNone() ? Optional.of(List.of()) : measurement.measure();
        if (measured.isEmpty()) {
            return;
        }
        latest = measured;
        if (!engine.leadership().leads()) {
            begun = false;
            return;
        }
        List<SloReading> readings =
                measured.get().stream().map(ClassSlo::reading).toList();
        if (!begun) {
            fine.clear();
            leftOpen().forEach(incident -> fine.put(about(incident), false));
            begun = true;
        }
        Map<String, SloReading> byClass =
                readings.stream().collect(Collectors.toMap(SloReading::deviceClass, reading -> reading));
        fine.keySet().forEach(name -> byClass.computeIfAbsent(name, gone -> SloReading.none(clock.instant(), gone)));
        byClass.values().forEach(this::tell);
    }

    /** Tells a reading, unless the engine knows already that all is well. */
    private void tell(SloReading reading) {
        String name = reading.deviceClass();
        CompletableFuture<Void> before = telling.get(name);
        if (before != null && !before.isDone()) {
            return;
        }
        boolean failed = before != null && before.isCompletedExceptionally();
        boolean isFine = reading.isPlainlyFine();
        if (isFine && !failed && fine.getOrDefault(name, true)) {
            return;
        }
        fine.put(name, isFine);
        telling.put(name, engine.measured(reading));
    }

    /** The incidents that an earlier process, or leader, left open. */
    private List<IncidentData> leftOpen() {
        return engine
                .ledger()
                .incidents(
                        new IncidentQuery(
                                Optional.of(IncidentStatus.OPEN), Optional.of(IncidentKind.SLO), Optional.empty()),
                        MOST_OPEN)
                .items()
                .stream()
                .filter(incident -> incident.kind() == IncidentKind.SLO)
                .toList();
    }

    private static String about(IncidentData incident) {
        return incident.key().substring(IncidentKind.SLO.word().length() + 1);
    }

    @Override
    public void close() {
        measuring.close();
    }
}
