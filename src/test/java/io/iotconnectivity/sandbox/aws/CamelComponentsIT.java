package io.iotconnectivity.sandbox.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.aws2.ddb.Ddb2Constants;
import org.apache.camel.component.aws2.ddb.Ddb2Operations;
import org.apache.camel.component.aws2.sns.Sns2Constants;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Camel's own AWS components work against the endpoint, with the options that users set for any endpoint of their own. */
class CamelComponentsIT {
    @AutoClose
    private AwsEndpoint aws;

    @AutoClose
    private CamelContext camel;

    @AutoClose
    private ProducerTemplate producer;

    private String options;

    @BeforeEach
    void start() {
        aws = AwsEndpoint.start(0);
        options = "region=us-east-1&useDefaultCredentialsProvider=true&overrideEndpoint=true&uriEndpointOverride="
                + aws.uri();
        camel = new DefaultCamelContext();
        camel.start();
        producer = camel.createProducerTemplate();
    }

    @Test
    void putItemReachesTheTable() {
        aws.dynamoDb().createTable("events", "clientId", "eventId");

        producer.sendBodyAndHeaders(
                "aws2-ddb:events?enabledInitialDescribeTable=false&" + options,
                "",
                Map.of(
                        Ddb2Constants.OPERATION,
                        Ddb2Operations.PutItem,
                        Ddb2Constants.ITEM,
                        Map.of("clientId", AttributeValue.fromS("a"), "eventId", AttributeValue.fromS("e1"))));

        assertThat(aws.dynamoDb().items("events"))
                .singleElement()
                .satisfies(item -> assertThat(item.path("eventId").asText()).isEqualTo("e1"));
    }

    @Test
    void publishedMessageCarriesHeadersAsAttributes() {
        String topic = aws.sns().createTopic("connectivity");

        producer.sendBodyAndHeaders(
                "aws2-sns:" + topic + "?" + options, "{}", Map.of(Sns2Constants.SUBJECT, "s", "state", "OFFLINE"));

        assertThat(aws.sns().published()).singleElement().satisfies(message -> {
            assertThat(message.text()).isEqualTo("{}");
            assertThat(message.subject()).contains("s");
            assertThat(message.attributes().get("state").value()).isEqualTo("OFFLINE");
        });
    }

    @Test
    void metricsArriveInOneCall() {
        producer.sendBody(
                "aws2-cw:IoTConnectivity?" + options,
                List.of(
                        MetricDatum.builder()
                                .metricName("Disconnects")
                                .value(2.0)
                                .build(),
                        MetricDatum.builder()
                                .metricName("Disconnects")
                                .value(3.0)
                                .build()));

        assertThat(aws.metrics().sum("IoTConnectivity", "Disconnects")).isEqualTo(5);
        assertThat(aws.faults().calls("cloudwatch", "PutMetricData")).isEqualTo(1);
    }

    @Test
    void consumedMessageIsDeletedWhenItsRouteIsDoneAndComesAgainWhenItFails() throws Exception {
        aws.sqs().createQueue("events", "dead", 2);
        List<String> seen = new CopyOnWriteArrayList<>();
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("aws2-sqs:events?waitTimeSeconds=2&visibilityTimeout=1&maxMessagesPerPoll=10&" + options)
                        .process(exchange -> {
                            String body = exchange.getMessage().getBody(String.class);
                            seen.add(body);
                            if (body.equals("poison")) {
                                throw new IllegalStateException("poison");
                            }
                        });
            }
        });
        producer.sendBody("aws2-sqs:events?" + options, "good");
        producer.sendBody("aws2-sqs:events?" + options, "poison");

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(aws.sqs().bodies("events")).isEmpty();
            assertThat(aws.sqs().bodies("dead")).containsExactly("poison");
        });
        assertThat(seen).containsExactlyInAnyOrder("good", "poison", "poison");
    }
}
