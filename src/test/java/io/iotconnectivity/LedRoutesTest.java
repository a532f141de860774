package io.iotconnectivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.engine.Leadership;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedRoutesTest {
    private static final String ROUTE = "source-presence";

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Leading leading = new Leading();
    private final LedRoutes led = new LedRoutes(leading, Duration.ofMillis(10), Clock.systemUTC());
    /** How many starts fail. */
    private final AtomicInteger refusals = new AtomicInteger();

    private final AtomicInteger starts = new AtomicInteger();

    @BeforeEach
    void startCamel() throws Exception {
        camel.addComponent("paho-mqtt5", new Refusing());
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("paho-mqtt5:presence").routeId(ROUTE).routeGroup("source").to("log:presence");
            }
        });
        led.hold(camel);
        camel.start();
        led.follow(camel);
    }

    @AfterEach
    void stopCamel() {
        led.close();
        camel.stop();
    }

    @Test
    void routeThatCannotBeStartedIsTriedAgainAndSaysWhy() {
        refusals.set(Integer.MAX_VALUE);
        leading.leads(true);

        await().until(() -> starts.get() >= 3);
        assertThat(led.down(ROUTE)).hasValueSatisfying(status -> {
            assertThat(status.connected()).isFalse();
            assertThat(status.lastError().orElseThrow()).contains("the broker refuses");
        });
        assertThat(isStarted()).isFalse();
        refusals.set(0);

        await().until(this::isStarted);
        await().untilAsserted(() -> assertThat(led.down(ROUTE)).isEmpty());
    }

    @Test
    void nothingIsTriedAgainOnceAnotherLeads() {
        refusals.set(Integer.MAX_VALUE);
        leading.leads(true);
        await().until(() -> led.down(ROUTE).isPresent());

        leading.leads(false);

        assertThat(led.down(ROUTE)).isEmpty();
        refusals.set(0);
        leading.leads(true);
        await().until(this::isStarted);
        leading.leads(false);
        assertThat(isStarted()).isFalse();
    }

    private boolean isStarted() {
        return camel.getRouteController().getRouteStatus(ROUTE).isStarted();
    }

    /** Tells who asks on the thread of whoever changes it. */
    private static final class Leading implements Leadership {
        private volatile boolean leads;
        private volatile Runnable listener = () -> {};

        void leads(boolean now) {
            leads = now;
            listener.run();
        }

        @Override
        public boolean leads() {
            return leads;
        }

        @Override
        public void listen(Runnable follower) {
            listener = follower;
            follower.run();
        }
    }

    /** A broker that does not let anybody in for a while. */
    private final class Refusing extends DefaultComponent {
        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            return new DefaultEndpoint(uri, this) {
                @Override
                public Producer createProducer() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Consumer createConsumer(Processor processor) {
                    return new DefaultConsumer(this, processor) {
                        @Override
                        protected void doStart() throws Exception {
                            super.doStart();
                            starts.incrementAndGet();
                            if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                                throw new IllegalStateException("the broker refuses");
                            }
                        }
                    };
                }
            };
        }
    }
}
