package io.iotconnectivity.route;

import java.util.Optional;
import java.util.function.Predicate;
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
 * Follows the routes of one group: attaches each that starts, under the name after {@code direct:<group>-} in its
 * {@code from}, and detaches it when it stops. Add it to the context as an event notifier before the context starts;
 * routes added later are found in the same way.
 */
abstract class RouteGroup extends EventNotifierSupport {
    private static final Logger LOG = LoggerFactory.getLogger(RouteGroup.class);

    private final String group;
    private final Predicate<String> isName;
    private final String otherwise;
    private ProducerTemplate producer;

    /**
     * @param isName whether a route may be called so; never asked about an empty text
     * @param otherwise what becomes of a route that starts from elsewhere, for an operator
     */
    RouteGroup(String group, Predicate<String> isName, String otherwise) {
        this.group = group;
        this.isName = isName;
        this.otherwise = otherwise;
        setIgnoreCamelContextEvents(true);
        setIgnoreServiceEvents(true);
        setIgnoreExchangeEvents(true);
        setIgnoreStepEvents(true);
    }

    /** What the addresses begin with that routes of a group start from. */
    static String from(String group) {
        return "direct://" + group + "-";
    }

    /**
     * A route of the group has started.
     *
     * @param sender to send to it
     */
    abstract void attach(String name, Route route, ProducerTemplate sender);

    /** A route of the group stops or has stopped, whether or not it was attached. */
    abstract void detach(String name);

    @Override
    public final boolean isEnabled(CamelEvent event) {
        return event instanceof RouteStartedEvent
                || event instanceof RouteStoppingEvent
                || event instanceof RouteStoppedEvent;
    }

    @Override
    public final void notify(CamelEvent event) {
        Route route = ((RouteEvent) event).getRoute();
        if (!group.equals(route.getGroup())) {
            return;
        }
        Optional<String> name = name(route);
        if (event instanceof RouteStartedEvent) {
            name.ifPresentOrElse(
                    found -> attach(found, route, sender(route)),
                    () -> LOG.error(
                            "Route {} is of group {} but does not start from direct:{}-<name>, {}",
                            route.getRouteId(),
                            group,
                            group,
                            otherwise));
        } else {
            name.ifPresent(this::detach);
        }
    }

    private Optional<String> name(Route route) {
        String uri = route.getEndpoint().getEndpointBaseUri();
        String start = from(group);
        return uri.startsWith(start)
                ? Optional.of(uri.substring(start.length()))
                        .filter(name -> !name.isEmpty())
                        .filter(isName)
                : Optional.empty();
    }

    private ProducerTemplate sender(Route route) {
        if (producer == null) {
            producer = route.getCamelContext().createProducerTemplate();
        }
        return producer;
    }
}
