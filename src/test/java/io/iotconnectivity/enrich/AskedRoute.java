package io.iotconnectivity.enrich;

import static org.awaitility.Awaitility.await;

import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.route.Enrichers;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.Signal.Enriched;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.AdviceWithRouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** One route file of the group enrich, asked as the engine asks it. */
public final class AskedRoute implements AutoCloseable {
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Properties settings = new Properties();
    private final EnrichRoutes routes =
            new EnrichRoutes(Duration.ofSeconds(10), Clock.systemUTC(), new SimpleMeterRegistry());
    private final Map<ClientId, Enriched> answers = new ConcurrentHashMap<>();
    private final Map<String, String> replaced = new HashMap<>();
    private final String file;

    private AskedRoute(String file) {
        this.file = file;
    }

    public static AskedRoute of(String file) {
        return new AskedRoute(file);
    }

    /** Sets what the route refers to as {@code {{key}}}. */
    public AskedRoute with(String key, String value) {
        settings.setProperty(key, value);
        return this;
    }

    /** Lets the step of this id send to another endpoint. */
    public AskedRoute replacing(String step, String uri) {
        replaced.put(step, uri);
        return this;
    }

    /** Binds a bean that the route refers to. */
    public AskedRoute binding(String name, Object bean) {
        context.getRegistry().bind(name, bean);
        return this;
    }

    public AskedRoute start() throws Exception {
        context.getPropertiesComponent().setInitialProperties(settings);
        context.getManagementStrategy()
                .addEventNotifier(new Enrichers(
                        routes,
                        name -> new EnrichSettings(true, Duration.ofDays(1), 100, 1000, Duration.ofSeconds(60))));
        routes.answerTo(answer -> answers.put(answer.client(), (Enriched) answer));
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.resolveResource(context, "file:" + file));
        for (Map.Entry<String, String> step : replaced.entrySet()) {
            String route =
                    ((ModelCamelContext) context).getRouteDefinitions().get(0).getRouteId();
            AdviceWith.adviceWith(context, route, false, advice -> replace(advice, step));
        }
        context.start();
        return this;
    }

    private static void replace(AdviceWithRouteBuilder advice, Map.Entry<String, String> step) {
        advice.weaveById(step.getKey()).replace().to(step.getValue());
    }

    /** What it knows about a client; empty if that is nothing. */
    public Map<String, String> told(String client) {
        return told(List.of(client)).get(client);
    }

    /** The same about several clients, asked together. */
    public Map<String, Map<String, String>> told(List<String> clients) {
        answers.clear();
        String name = routes.routes().keySet().iterator().next();
        clients.forEach(client -> routes.ask(new Effect.Enrich(new ClientId(client), name), true));
        await().until(() -> answers.size() == clients.size());
        Map<String, Map<String, String>> told = new HashMap<>();
        answers.forEach((client, answer) -> told.put(
                client.value(),
                answer.told()
                        .map(Extra::fields)
                        .orElseThrow(() -> new AssertionError("it gave no answer: " + routes.statuses()))));
        return told;
    }

    @Override
    public void close() {
        routes.close();
        context.stop();
    }
}
