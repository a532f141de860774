package io.iotconnectivity.route;

import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.secret.Secrets;
import io.iotconnectivity.trace.Tracing;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Attaches every started route of the group {@code sink} to the engine. */
public final class Sinks extends RouteGroup {
    /** The group that makes a route a sink. */
    public static final String GROUP = "sink";

    private static final Logger LOG = LoggerFactory.getLogger(Sinks.class);
    /**
     * Sinks with these names open and close tickets, so they receive the end of an outage exactly if they received its
     * start.
     */
    private static final String TICKETS = "webhook-";

    /** And this one opens and closes threads. */
    private static final String MAIL = "mail";

    private final Engine engine;
    private final Function<String, SinkSettings> settings;
    private final CloudEvents json;
    private final Clock clock;
    private final Set<String> attached = new ConcurrentSkipListSet<>();
    private final Optional<Tracing> tracing;
    private final Secrets secrets;

    /**
     * @param settings of a sink by its name; never null
     */
    public Sinks(Engine engine, Function<String, SinkSettings> settings, CloudEvents json, Clock clock) {
        this(engine, settings, json, clock, Optional.empty(), Secrets.OF_THIS_PROCESS);
    }

    /**
     * @param settings of a sink by its name; never null
     * @param tracing present if deliveries are traced
     * @param secrets kept out of what sinks say
     */
    public Sinks(
            Engine engine,
            Function<String, SinkSettings> settings,
            CloudEvents json,
            Clock clock,
            Optional<Tracing> tracing,
            Secrets secrets) {
        super(GROUP, name -> true, "so it gets no events");
        this.tracing = tracing;
        this.secrets = secrets;
        this.engine = engine;
        this.settings = settings;
        this.json = json;
        this.clock = clock;
    }

    /** The names of the sinks that receive events, in order. */
    public Set<String> attached() {
        return new TreeSet<>(attached);
    }

    /** Stops all deliveries; pending rows are kept. */
    public void detachAll() {
        attached().forEach(this::detach);
    }

    @Override
    void attach(String name, Route route, ProducerTemplate sender) {
        SinkSettings how = settings.apply(name);
        if (!how.enabled()) {
            LOG.info("Sink {} is switched off by sink.{}.enabled", name, name);
            return;
        }
        engine.attach(
                new Sink(
                        name,
                        how.wants(),
                        how.maxAttempts(),
                        how.concurrency(),
                        how.interval(),
                        name.startsWith(TICKETS) || name.equals(MAIL),
                        how.maxPerSecond(),
                        fallback(name, how, route.getCamelContext()),
                        how.supersedes(),
                        how.telling()),
                new SinkDelivery(
                        route.getEndpoint(), sender, json, how.interval().isPresent(), clock, tracing, secrets));
        attached.add(name);
    }

    private static Optional<String> fallback(String name, SinkSettings how, CamelContext context) {
        how.fallback()
                .filter(other -> context.hasEndpoint(from(GROUP) + other) == null)
                .ifPresent(other -> LOG.error(
                        "sink.{}.fallback names the sink {}, but no route starts from direct:sink-{}: what cannot be"
                                + " delivered is kept as dead letters only",
                        name,
                        other,
                        other));
        return how.fallback();
    }

    @Override
    void detach(String name) {
        if (attached.remove(name)) {
            engine.detach(name);
        }
    }
}
