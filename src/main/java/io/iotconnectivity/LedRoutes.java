package io.iotconnectivity;

import io.iotconnectivity.engine.Leadership;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Endpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes that read from the MQTT broker. Only the leader runs them: all nodes have the same client ids, so that the
 * broker keeps one session, and a node that is not the leader any more is disconnected by the one that is.
 */
final class LedRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(LedRoutes.class);
    private static final String SOURCE = "source";
    private static final String MQTT = "paho-mqtt5";
    /** What is in progress is acknowledged within this time, or delivered again to the next leader. */
    private static final long STOP_SECONDS = 3;

    private final Leadership leadership;
    private final List<String> ids = new ArrayList<>();

    LedRoutes(Leadership leadership) {
        this.leadership = leadership;
    }

    /** Keeps them from starting by themselves. Call it when all routes are loaded, and none is started. */
    void hold(CamelContext context) {
        if (leadership == Leadership.ALONE) {
            return;
        }
        for (RouteDefinition route : ((ModelCamelContext) context).getRouteDefinitions()) {
            if (SOURCE.equals(route.getGroup())
                    && route.getInput().getEndpointUri().startsWith(MQTT)) {
                route.setAutoStartup("false");
                ids.add(route.getRouteId());
            }
        }
    }

    /** Starts and stops them from now on. */
    void follow(CamelContext context) {
        if (!ids.isEmpty()) {
            leadership.listen(() -> ids.forEach(id -> follow(context, id)));
        }
    }

    private void follow(CamelContext context, String id) {
        if (context.getRoute(id) == null) {
            // Its precondition is not met.
            return;
        }
        boolean started = context.getRouteController().getRouteStatus(id).isStarted();
        try {
            if (leadership.leads() && !started) {
                context.getRouteController().startRoute(id);
            } else if (!leadership.leads() && started) {
                context.getRouteController().stopRoute(id, STOP_SECONDS, TimeUnit.SECONDS);
            }
        } catch (Exception e) {
            LOG.error("Route {} cannot follow who leads", id, e);
        }
    }

    /** Whether only the leader runs this route. */
    boolean isLed(String id) {
        return ids.contains(id);
    }

    /** Whether another node reads what this route reads. */
    boolean isLeftToAnother(Route route) {
        return route.getEndpoint() instanceof PahoMqtt5Endpoint && !leadership.leads();
    }
}
