package io.iotconnectivity.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.aws.Metrics;
import io.iotconnectivity.delivery.RetryLater;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.SampleEvents;
import io.iotconnectivity.event.Sentence;
import io.iotconnectivity.event.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;

/** What each sink route hands on, given what the dispatcher gives it. */
class SinkRouteTest extends CamelTestSupport {
    private static final List<String> FILES = List.of(
            "sink-log",
            "sink-dynamodb-devices",
            "sink-dynamodb-events",
            "sink-sns",
            "sink-shadow",
            "sink-metrics",
            "sink-webhook");
    private static final String JSON = "{\"specversion\":\"1.0\",\"note\":\"a 'quote', a ${brace} and (more)\"}";

    private final List<Object> written = new ArrayList<>();

    /** Stands for any bean that is given an event. */
    public static final class Recorder {
        private final List<Object> written;

        Recorder(List<Object> written) {
            this.written = written;
        }

        public void write(Event event) {
            written.add(event);
        }

        public void write(Event event, String json) {
            written.add(List.of(event, json));
        }

        public void publish(Event event, String json) {
            written.add(List.of(event, json));
        }

        public void deliver(String name, Exchange exchange) throws RetryLater {
            if (name.equals("busy")) {
                throw new RetryLater("come back", Duration.ofSeconds(5));
            }
            Message message = exchange.getMessage();
            written.add(List.of(name, message.getHeader("ConnectivityEventId"), message.getBody()));
        }
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        Recorder recorder = new Recorder(written);
        context.getRegistry().bind("devicesTable", recorder);
        context.getRegistry().bind("shadow", recorder);
        context.getRegistry().bind("webhooks", recorder);
        context.getRegistry().bind("eventsTable", recorder);
        context.getRegistry().bind("eventTopic", recorder);
        context.getRegistry().bind("metrics", new Metrics(() -> Map.of(Verdict.ONLINE, 2L), Clock.systemUTC()));
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "sink.log.enabled", "true",
                "sink.dynamodb.enabled", "true",
                "sink.dynamodb.events-table", "events",
                "sink.sns.enabled", "true",
                "sink.sns.topic-arn", "arn:aws:sns:us-east-1:123456789012:devices",
                "sink.shadow.enabled", "true",
                "sink.metrics.enabled", "true",
                "sink.metrics.namespace", "IoTConnectivity"));
        PropertiesComponent placeholders = context.getPropertiesComponent();
        placeholders.setInitialProperties(settings);
        return context;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                for (String file : FILES) {
                    Resource resource = PluginHelper.getResourceLoader(getContext())
                            .resolveResource("classpath:routes/" + file + ".camel.yaml");
                    PluginHelper.getRoutesLoader(getContext()).loadRoutes(resource);
                }
                for (String webhook : List.of("tickets", "busy")) {
                    TemplatedRouteBuilder.builder(getContext(), "sink-webhook")
                            .routeId("sink-webhook-" + webhook)
                            .parameter("name", webhook)
                            .add();
                }
            }
        };
    }

    @Test
    void everySinkIsFoundByItsGroup() {
        assertThat(context.getRoutes())
                .extracting(route -> route.getRouteId() + " " + route.getGroup())
                .containsExactlyInAnyOrder(
                        "sink-log sink",
                        "sink-dynamodb-devices sink",
                        "sink-dynamodb-events sink",
                        "sink-sns sink",
                        "sink-shadow sink",
                        "sink-metrics sink",
                        "sink-webhook-tickets sink",
                        "sink-webhook-busy sink");
    }

    @Test
    void logGetsTheSentence() throws Exception {
        MockEndpoint log = replace("sink-log", "log-sentence", "mock:log");
        Event event = SampleEvents.offline("lwtThing").event();
        log.expectedBodiesReceived(Sentence.of(event));

        deliver("sink-log", event);

        log.assertIsSatisfied();
    }

    @Test
    void devicesTableGetsTheEvent() throws Exception {
        Event event = SampleEvents.offline("lwtThing").event();
        deliver("sink-dynamodb-devices", event);
        assertThat(written).containsExactly(event);
    }

    @Test
    void shadowGetsTheEvent() throws Exception {
        Event event = SampleEvents.online("lwtThing").event();
        deliver("sink-shadow", event);
        assertThat(written).containsExactly(event);
    }

    @Test
    void eventsTableGetsTheEventAndItsText() throws Exception {
        Event event = SampleEvents.offline("lwtThing").event();
        deliver("sink-dynamodb-events", event);
        assertThat(written).containsExactly(List.of(event, JSON));
    }

    @Test
    void topicGetsTheEventAndItsText() throws Exception {
        Event event = SampleEvents.offline("lwtThing").event();
        deliver("sink-sns", event);
        assertThat(written).containsExactly(List.of(event, JSON));
    }

    @Test
    void metricsGoOutInOneCallAnInterval() throws Exception {
        MockEndpoint cloudWatch = replace("sink-metrics", "put-metrics", "mock:metrics");
        cloudWatch.expectedMessageCount(1);

        template.sendBody(
                "direct:sink-metrics",
                List.of(SampleEvents.connected("lwtThing").event()));

        cloudWatch.assertIsSatisfied();
        List<?> datums = cloudWatch.getExchanges().get(0).getMessage().getBody(List.class);
        assertThat(datums).isNotEmpty().hasOnlyElementsOfType(MetricDatum.class);
    }

    @Test
    void anIntervalWithoutEventsStillSendsTheFleet() throws Exception {
        MockEndpoint cloudWatch = replace("sink-metrics", "put-metrics", "mock:metrics");
        cloudWatch.expectedMessageCount(1);

        template.sendBody("direct:sink-metrics", List.of());

        cloudWatch.assertIsSatisfied();
    }

    @Test
    void webhookOfTheNameGetsIdAndBody() throws Exception {
        deliver("sink-webhook-tickets", SampleEvents.offline("lwtThing").event());
        assertThat(written).containsExactly(List.of("tickets", "event-7", JSON));
    }

    @Test
    void whatAWebhookAsksForReachesTheDispatcher() {
        assertThatThrownBy(() -> deliver(
                        "sink-webhook-busy", SampleEvents.offline("lwtThing").event()))
                .isInstanceOf(RetryLater.class);
    }

    private MockEndpoint replace(String route, String step, String mock) throws Exception {
        AdviceWith.adviceWith(
                context, route, advice -> advice.weaveById(step).replace().to(mock));
        return getMockEndpoint(mock);
    }

    private void deliver(String sink, Event event) throws Exception {
        Map<String, Object> headers = new HashMap<>();
        headers.put("ConnectivityEventId", event.id());
        headers.put("ConnectivityEventType", event.type().fullName());
        headers.put("ConnectivityClientId", event.device().orElseThrow().clientId());
        headers.put("ConnectivityState", event.device().orElseThrow().state().name());
        headers.put("ConnectivityAttempt", 1);
        event.device().orElseThrow().reason().ifPresent(reason -> headers.put("ConnectivityReason", reason));
        event.device()
                .orElseThrow()
                .severity()
                .ifPresent(severity -> headers.put("ConnectivitySeverity", severity.word()));
        Exchange done = template.send("direct:" + sink, exchange -> {
            exchange.setProperty("ConnectivityEvent", event);
            exchange.getMessage().setHeaders(headers);
            exchange.getMessage().setBody(JSON);
        });
        if (done.getException() != null) {
            throw done.getException();
        }
    }
}
