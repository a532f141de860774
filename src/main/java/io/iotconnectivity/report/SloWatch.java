package io.iotconnectivity.report;

import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.ViewUnavailable;
import io.iotconnectivity.thread.RepeatedTask;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
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

    private final SloSettings settings;
    private final Supplier<Optional<List<ClassSlo>>> measurement;
    private final SloTelling telling;
    private final Clock clock;
    private final RepeatedTask measuring =
            new RepeatedTask("slo", this::look, "The error budgets of classes cannot be measured");
    private volatile Optional<List<ClassSlo>> latest = Optional.empty();
    private Instant next = Instant.MIN;

    private SloWatch(SloSettings settings, Supplier<Optional<List<ClassSlo>>> measurement, Engine engine, Clock clock) {
        this.settings = settings;
        this.measurement = measurement;
        this.telling = new SloTelling(engine, clock);
        this.clock = clock;
    }

    public SloWatch(SloMeasurement measurement, Engine engine, Clock clock, MeterRegistry meters) {
        this(measurement.settings(), measurement::measure, engine, clock);
        settings.targets().keySet().forEach(name -> measure(name, meters));
    }

    /** Ends the incidents about error budgets that are open, as no class has an objective. */
    public static SloWatch ofNone(Engine engine, Clock clock) {
        return new SloWatch(SloSettings.NONE, Optional::empty, engine, clock);
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
        return settings;
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
        } finally {
            Instant done = clock.instant();
            Duration rest = Duration.between(now, done).multipliedBy(REST);
            next = done.plus(rest.compareTo(MEASURE_EVERY) > 0 ? rest : MEASURE_EVERY);
        }
    }

    /** Measures now. */
    public synchronized void measure() {
        Optional<List<ClassSlo>> measured = settings.areNone() ? Optional.of(List.of()) : measurement.get();
        if (measured.isPresent()) {
            latest = measured;
            telling.tell(measured.get().stream().map(ClassSlo::reading).toList());
        }
    }

    @Override
    public void close() {
        measuring.close();
    }
}
