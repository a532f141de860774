package io.iotconnectivity.enrich;

import io.iotconnectivity.aws.budget.CallBudget;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.presence.Enriching;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The enrich routes that run now, and the questions to them. Routes come and go; a question to one that is gone is answered at once, with
 * nothing. Thread-safe; nothing blocks.
 */
public final class EnrichRoutes implements Enriching, AutoCloseable {
    /** More routes are not asked: each may tell as much as {@link Extra} allows about every device. */
    public static final int MOST_ROUTES = 8;

    private final Duration patience;
    private final EnrichPace pace;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Map<String, RouteQuestions> routes = new ConcurrentHashMap<>();
    private final Map<String, CallBudget> budgets = new HashMap<>();
    private volatile Map<String, Duration> keeps = Map.of();
    private volatile Consumer<Signal> answers = answer -> {};

    /**
     * @param patience how long a verdict waits for answers
     * @param meters for {@code iotc.enrich} and the budgets {@code enrich-<name>}
     */
    public EnrichRoutes(Duration patience, Clock clock, MeterRegistry meters) {
        this(patience, EnrichPace.USUAL, clock, meters);
    }

    EnrichRoutes(Duration patience, EnrichPace pace, Clock clock, MeterRegistry meters) {
        this.patience = patience;
        this.pace = pace;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * Passes answers on from now on.
     *
     * @param taker must not block
     */
    public void answerTo(Consumer<Signal> taker) {
        answers = taker;
    }

    /**
     * Asks this route from now on, instead of an earlier one of this name.
     *
     * @return {@code false} if there are already {@value #MOST_ROUTES}
     */
    public synchronized boolean attach(String name, EnrichSettings settings, EnrichCall call) {
        detach(name);
        boolean core = CoreQuestions.isOne(name);
        if (!core && keeps.size() >= MOST_ROUTES) {
            return false;
        }
        CallBudget budget = budgets.computeIfAbsent(name, isNew -> budget(name, settings));
        routes.put(
                name,
                new RouteQuestions(
                        name,
                        settings,
                        call,
                        budget,
                        core ? pace.atOnce() : pace,
                        this::answer,
                        new EnrichMeters(name, meters),
                        clock));
        tell();
        return true;
    }

    private CallBudget budget(String name, EnrichSettings settings) {
        Gauge.builder("iotc.enrich.waiting", this, all -> all.waiting(name))
                .description("Devices that the enrich route is to be asked about")
                .baseUnit("devices")
                .tag("route", name)
                .register(meters);
        return new CallBudget("enrich-" + name, settings.maxCallsPerSecond(), meters);
    }

    private double waiting(String name) {
        RouteQuestions route = routes.get(name);
        return route == null ? 0 : route.status().waiting();
    }

    /** No longer asks the route of this name, if there is one. */
    public synchronized void detach(String name) {
        RouteQuestions route = routes.remove(name);
        if (route != null) {
            tell();
            route.close().forEach(question -> answer(question, Optional.empty()));
        }
    }

    private void tell() {
        keeps = routes.entrySet().stream()
                .filter(route -> !CoreQuestions.isOne(route.getKey()))
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, route -> route.getValue().settings().keep()));
    }

    /**
     * Answers a question: by {@link Signal.Enriched}, {@link Signal.Diagnosed} or {@link Signal.Checked}.
     *
     * @param urgent whether a verdict waits for it
     */
    public void ask(Effect question, boolean urgent) {
        RouteQuestions route = routes.get(CoreQuestions.routeOf(question));
        if (route == null) {
            answer(question, Optional.empty());
        } else {
            route.ask(question, urgent);
        }
    }

    private void answer(Effect question, Optional<Extra> told) {
        answers.accept(CoreQuestions.answer(question, told, clock.instant()));
    }

    @Override
    public Map<String, Duration> routes() {
        return keeps;
    }

    @Override
    public Duration patience() {
        return patience;
    }

    /** How each route is doing, by name. */
    public List<EnrichStatus> statuses() {
        return routes.values().stream()
                .map(RouteQuestions::status)
                .sorted(Comparator.comparing(EnrichStatus::name))
                .toList();
    }

    /** Stops asking; open questions are asked again by the next run. */
    @Override
    public synchronized void close() {
        keeps = Map.of();
        answers = answer -> {};
        routes.values().forEach(RouteQuestions::close);
        routes.clear();
    }
}
