package io.iotconnectivity;

import io.iotconnectivity.engine.Leadership;
import io.iotconnectivity.source.SourceStatus;
import io.iotconnectivity.thread.RepeatedTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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
 * broker keeps one session, and a node that is not the leader any more is disconnected by the one that is. A route that
 * cannot be started or stopped is tried again, less and less often.
 */
final class LedRoutes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LedRoutes.class);
    private static final String SOURCE = "source";
    private static final String MQTT = "paho-mqtt5";
    /** What is in progress is acknowledged within this time, or delivered again to the next leader. */
    private static final long STOP_SECONDS = 3;

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Leadership leadership;
    private final Duration pause;
    private final Clock clock;
    private final List<String> ids = new ArrayList<>();
    private final Map<String, Failure> failures = new ConcurrentHashMap<>();
    private Optional<RepeatedTask> retries = Optional.empty();

    /**
     * A route that does not follow who leads.
     *
     * @param times in a row
     * @param next when to try again, in nanoseconds
     */
    private record Failure(String why, Instant since, int times, long next) {}

    LedRoutes(Leadership leadership, Clock clock) {
        this(leadership, Duration.ofSeconds(1), clock);
    }

    /**
     * @param pause before the first retry; doubled after each
     */
    LedRoutes(Leadership leadership, Duration pause, Clock clock) {
        this.leadership = leadership;
        this.pause = pause;
        this.clock = clock;
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
            RepeatedTask task = new RepeatedTask(
                    "led-routes", () -> retry(context), "Routes that could not be started are not tried again");
            retries = Optional.of(task);
            task.start(pause, pause);
        }
    }

    private void retry(CamelContext context) {
        failures.forEach((id, failure) -> {
            if (System.nanoTime() - failure.next() >= 0) {
                follow(context, id);
            }
        });
    }

    private synchronized void follow(CamelContext context, String id) {
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
            if (failures.remove(id) != null) {
                LOG.info("Route {} follows again who leads", id);
            }
        } catch (Exception e) {
            failed(id, e);
        }
    }

    /** Whether only the leader runs this route. */
    boolean isLed(String id) {
        return ids.contains(id);
    }

    private void failed(String id, Exception why) {
        Optional<Failure> before = Optional.ofNullable(failures.get(id));
        int times = before.map(Failure::times).orElse(0) + 1;
        Duration next = pause.multipliedBy(1L << Math.min(times - 1, Integer.SIZE - 2));
        long wait = Math.min(next.toNanos(), LONGEST_PAUSE.toNanos());
        Instant since = before.map(Failure::since).orElseGet(clock::instant);
        failures.put(id, new Failure(String.valueOf(why.getMessage()), since, times, System.nanoTime() + wait));
        if (Integer.bitCount(times) == 1) {
            LOG.error("Route {} cannot follow who leads and is tried again (failures in a row: {})", id, times, why);
        }
    }

    /** How a route is that is to run here and could not be started; empty if there is no such trouble. */
    Optional<SourceStatus> down(String id) {
        return Optional.ofNullable(failures.get(id))
                .filter(failure -> leadership.leads())
                .map(failure -> SourceStatus.of(
                        id,
                        false,
                        failure.since(),
                        Optional.empty(),
                        Optional.of("the route cannot be started and is tried again: " + failure.why())));
    }

    /** Whether another node reads what this route reads. */
    boolean isLeftToAnother(Route route) {
        return route.getEndpoint() instanceof PahoMqtt5Endpoint && !leadership.leads();
    }

    /** They stay as they are from now on. */
    @Override
    public void close() {
        retries.ifPresent(RepeatedTask::close);
    }
}
