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
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.RouteEvent;
import org.apache.camel.spi.CamelEvent.RouteStartedEvent;
import org.apache.camel.spi.CamelEvent.RouteStoppedEvent;
import org.apache.camel.spi.CamelEvent.RouteStoppingEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attaches every started route of the group {@code sink} to the engine, under the name after {@code direct:sink-} in
 * its {@code from}, and detaches it when it stops. Add it to the context as an event notifier before the context
 * starts; routes added later are found in the same way.
 */
public final class Sinks extends EventNotifierSupport {
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

    private static final String FROM = "direct://sink-";

    private final Engine engine;
    private final Function<String, SinkSettings> settings;
    private final CloudEvents json;
    private final Clock clock;
    private final Set<String> attached = new ConcurrentSkipListSet<>();
    private final Optional<Tracing> tracing;
    private final Secrets secrets;
    private ProducerTemplate producer;

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
        this.tracing = tracing;
        this.secrets = secrets;
        this.engine = engine;
        this.settings = settings;
        this.json = json;
        this.clock = clock;
        setIgnoreCamelContextEvents(true);
        setIgnoreServiceEvents(true);
        setIgnoreExchangeEvents(true);
        setIgnoreStepEvents(true);
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
    public boolean isEnabled(CamelEvent event) {
        return event instanceof RouteStartedEvent
                || event instanceof RouteStoppingEvent
                || event instanceof RouteStoppedEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        Route route = ((RouteEvent) event).getRoute();
        if (!GROUP.equals(route.getGroup())) {
            return;
        }
        Optional<String> name = name(route);
        if (event instanceof RouteStartedEvent) {
            name.ifPresentOrElse(
                    found -> attach(found, route),
                    () -> LOG.error(
                            "Route {} is of group sink but does not start from direct:sink-<name>, so it gets no events",
                            route.getRouteId()));
        } else {
            name.ifPresent(this::detach);
        }
    }

    private static Optional<String> name(Route route) {
        String uri = route.getEndpoint().getEndpointBaseUri();
        return uri.startsWith(FROM) && uri.length() > FROM.length()
                ? Optional.of(uri.substring(FROM.length()))
                : Optional.empty();
    }

    private void attach(String name, Route route) {
        SinkSettings how = settings.apply(name);
        if (!how.enabled()) {
            LOG.info("Sink {} is switched off by sink.{}.enabled", name, name);
            return;
        }
        if (producer == null) {
            producer = route.getCamelContext().createProducerTemplate();
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
                        route.getEndpoint(), producer, json, how.interval().isPresent(), clock, tracing, secrets));
        attached.add(name);
    }

    private static Optional<String> fallback(String name, SinkSettings how, CamelContext context) {
        how.fallback()
                .filter(other -> context.hasEndpoint(FROM + other) == null)
                .ifPresent(other -> LOG.error(
                        "sink.{}.fallback names the sink {}, but no route starts from direct:sink-{}: what cannot be"
                                + " delivered is kept as dead letters only",
                        name,
                        other,
                        other));
        return how.fallback();
    }

    private void detach(String name) {
        if (attached.remove(name)) {
            engine.detach(name);
        }
    }
}
