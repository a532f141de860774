package io.iotconnectivity.report;

import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.incident.SloReading;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tells the engine how the classes do, if that opens an incident, or if one may be open. Not thread-safe. */
final class SloTelling {
    private static final int MOST_OPEN = 1000;

    private final Engine engine;
    private final Clock clock;
    private final Map<String, CompletableFuture<Void>> telling = new HashMap<>();
    /** Whether the engine was told last that all is well, by class. */
    private final Map<String, Boolean> fine = new HashMap<>();

    SloTelling(Engine engine, Clock clock) {
        this.engine = engine;
        this.clock = clock;
    }

    /**
     * Tells, unless another node does, or what is still unread may say that devices are back.
     *
     * @param readings those of all classes that have an objective
     */
    void tell(List<SloReading> readings) {
        if (!engine.leadership().leads() || engine.holdsDeadlines()) {
            return;
        }
        // An earlier process, or leader, may have opened them, and a view may learn of that late.
        Set<String> open = open();
        open.forEach(name -> fine.put(name, false));
        Map<String, SloReading> byClass =
                readings.stream().collect(Collectors.toMap(SloReading::deviceClass, Function.identity()));
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

    /** The classes whose incidents are open. */
    private Set<String> open() {
        return engine
                .ledger()
                .incidents(
                        new IncidentQuery(
                                Optional.of(IncidentStatus.OPEN), Optional.of(IncidentKind.SLO), Optional.empty()),
                        MOST_OPEN)
                .items()
                .stream()
                .filter(incident -> incident.kind() == IncidentKind.SLO)
                .map(SloTelling::about)
                .collect(Collectors.toSet());
    }

    private static String about(IncidentData incident) {
        return incident.key().substring(IncidentKind.SLO.word().length() + 1);
    }
}
