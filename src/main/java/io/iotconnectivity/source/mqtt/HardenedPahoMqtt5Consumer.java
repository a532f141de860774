package io.iotconnectivity.source.mqtt;

import io.iotconnectivity.signal.Printable;
import io.iotconnectivity.source.SourceStatus;
import io.iotconnectivity.source.SourceStatuses;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a route from an MQTT subscription and acknowledges a message when its exchange has completed, on whichever
 * thread and however late that is. A message whose exchange fails is not acknowledged; since a broker redelivers it
 * only on a new connection, the connection is then replaced.
 *
 * <p>Starting never waits for the broker, and Paho's threads never wait for the route: one thread per source hands the
 * messages over, in the order of their arrival. A route that blocks this thread slows down its own source, but neither
 * the keep-alive nor a reconnect; it should rather hand its work over and complete the exchange later.
 *
 * <p>Body: {@code byte[]}. Headers: {@code CamelMqttTopic}, {@code CamelMqttQoS}, {@code CamelPahoMqtt5MsgProperties}
 * as in Camel, and {@value #RETAINED}. There is none for the DUP flag, because Paho does not expose it.
 */
public final class HardenedPahoMqtt5Consumer extends DefaultConsumer implements Suspendable {
    /** Boolean: the broker retained the message for new subscribers; it is about the past. */
    public static final String RETAINED = "ConnectivityMqttRetained";

    private static final Logger LOG = LoggerFactory.getLogger(HardenedPahoMqtt5Consumer.class);

    /** Camel's shutdown itself waits for the messages in flight, and ends the wait by stopping us. */
    private static final Duration SUSPEND_LIMIT = Duration.ofMinutes(1);

    /** QoS 0 messages that may wait for the route before TCP slows down their sender. */
    private static final int WAITING = 1000;

    /** Where Camel keeps its own meters, if it has any. */
    private static final String CAMEL_METRICS = "metricsRegistry";

    private final HardenedPahoMqtt5Endpoint endpoint;
    private final BrokerUrl broker;
    private final String clientId;
    private final Limits limits;

    private final MessageRate rate;
    private final Instant created = Instant.now();

    private volatile Optional<Instant> lastMessageAt = Optional.empty();
    private volatile Optional<Run> run = Optional.empty();

    HardenedPahoMqtt5Consumer(HardenedPahoMqtt5Endpoint endpoint, Processor processor, Limits limits) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.broker = endpoint.broker();
        this.clientId = Printable.of(endpoint.getConfiguration().getClientId());
        this.limits = limits;
        this.rate = new MessageRate(clientId, limits.rateAlarm());
    }

    /** The current connection status. There is none before the start and after the stop. */
    public SourceStatus status() {
        Reconnector.State state = run.map(now -> now.reconnector.state())
                .orElseGet(() -> new Reconnector.State(false, created, Optional.empty()));
        int unacked = run.flatMap(now -> now.reconnector.current())
                .map(BrokerConnection::unacked)
                .orElse(0);
        return new SourceStatus(
                getRouteId(),
                state.connected(),
                state.since(),
                lastMessageAt,
                unacked,
                Optional.of(rate.perSecond()),
                rate.warning(),
                state.lastError(),
                Optional.empty());
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        setHealthCheck(new MqttHealthCheck(getRouteId(), broker.toString(), this::status));
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Run started = new Run();
        run = Optional.of(started);
        SourceStatuses.of(getEndpoint().getCamelContext()).add(getRouteId(), this::status);
        started.reconnector.start();
    }

    @Override
    protected void doSuspend() {
        run.ifPresent(now -> now.reconnector.suspend(SUSPEND_LIMIT));
    }

    @Override
    protected void doResume() {
        run.ifPresent(now -> now.reconnector.resume());
    }

    @Override
    protected void doStop() throws Exception {
        run.ifPresent(Run::stop);
        SourceStatuses.of(getEndpoint().getCamelContext()).remove(getRouteId());
        super.doStop();
    }

    private MeterRegistry meterRegistry() {
        Registry registry = getEndpoint().getCamelContext().getRegistry();
        MeterRegistry named = registry.lookupByNameAndType(CAMEL_METRICS, MeterRegistry.class);
        return named != null
                ? named
                : registry.findByType(MeterRegistry.class).stream().findFirst().orElseGet(SimpleMeterRegistry::new);
    }

    /** From one start of the route to its stop. */
    private final class Run implements BrokerConnection.Owner, Reconnector.Dialer {
        private final ExecutorServiceManager executors =
                getEndpoint().getCamelContext().getExecutorServiceManager();
        private final ScheduledExecutorService thread =
                executors.newSingleThreadScheduledExecutor(HardenedPahoMqtt5Consumer.this, "mqtt-" + getRouteId());
        private final ThreadPoolExecutor handOver = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(
                        WAITING + 2 * endpoint.getConfiguration().getReceiveMaximum()),
                task -> executors.newThread("mqtt-route-" + getRouteId(), task),
                Run::waitForRoom);
        private final MqttMeters meters =
                new MqttMeters(meterRegistry(), getRouteId(), HardenedPahoMqtt5Consumer.this::status);
        private final Reconnector reconnector = new Reconnector(
                clientId + " at " + broker,
                this,
                limits,
                thread,
                ending ->
                        executors.newThread("mqtt-end-" + getRouteId(), ending).start(),
                meters::reconnect);

        void stop() {
            reconnector.stop(limits.stop());
            handOver.shutdownNow();
            executors.shutdownNow(thread);
            meters.remove();
        }

        @Override
        public BrokerConnection dial() throws NotConnected {
            if (!endpoint.mayConnect()) {
                throw new NotConnected(ConnectFailure.of("another instance is connected instead"), null);
            }
            return new BrokerConnection(broker, endpoint.getConfiguration().getClientId(), endpoint.way(), this);
        }

        @Override
        public BrokerConnection.Opened open(BrokerConnection connection) throws NotConnected, InterruptedException {
            try {
                return connection.open(
                        endpoint.connectionOptions(),
                        endpoint.getTopic(),
                        endpoint.getConfiguration().getQos(),
                        limits.answer());
            } catch (NotConnected e) {
                count(e.trouble());
                throw e;
            }
        }

        @Override
        public void arrived(List<Arrival> arrivals) {
            lastMessageAt = Optional.of(Instant.now());
            rate.count(arrivals.size());
            meters.messages(arrivals.size());
            handOver.execute(() -> arrivals.forEach(this::process));
        }

        private void count(ConnectFailure why) {
            if (why.breach()) {
                meters.breach();
            }
        }

        private void process(Arrival arrival) {
            if (arrival.isStale()) {
                return;
            }
            try {
                Exchange exchange = exchangeOf(arrival);
                getAsyncProcessor().process(exchange, doneSync -> {
                    // If the route could not even begin, there is no unit of work to report it.
                    if (exchange.getException() != null) {
                        arrival.refuse(exchange.getException());
                    }
                    releaseExchange(exchange, false);
                });
            } catch (RuntimeException e) {
                arrival.refuse(e);
            }
        }

        /** Only QoS 0 messages can get here: of the others there are never more than the queue holds. */
        private static void waitForRoom(Runnable task, ThreadPoolExecutor handOver) {
            try {
                if (!handOver.isShutdown()) {
                    handOver.getQueue().put(task);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void acked(int count) {
            meters.acks(count);
        }

        @Override
        public void refused(BrokerConnection connection, Arrival arrival, Throwable why) {
            meters.failedExchange();
            LOG.debug("The route of {} refused a message on {}", clientId, Printable.of(arrival.topic()), why);
            if (arrival.canBeRepeated()) {
                reconnector.refused(connection, why);
            } else {
                LOG.warn(
                        "{} lost a message on {}, sent with QoS 0: {}",
                        clientId,
                        Printable.of(arrival.topic()),
                        Printable.line(String.valueOf(why)));
            }
        }

        @Override
        public void ended(BrokerConnection connection, ConnectFailure why) {
            count(why);
            reconnector.ended(connection, why);
        }
    }

    private Exchange exchangeOf(Arrival arrival) {
        Publication publication = arrival.publication();
        Exchange exchange = createExchange(false);
        Message message = exchange.getMessage();
        message.setBody(publication.payload());
        message.setHeader(PahoMqtt5Constants.MQTT_TOPIC, publication.topic());
        message.setHeader(PahoMqtt5Constants.MQTT_QOS, publication.qos());
        message.setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, publication.properties());
        message.setHeader(RETAINED, publication.retained());
        // On the unit of work, not on the callback below: a hand-over inside the route (seda, for example) takes it
        // along.
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onComplete(Exchange done) {
                arrival.accept();
            }

            @Override
            public void onFailure(Exchange failed) {
                Exception why = failed.getException();
                arrival.refuse(why == null ? new IllegalStateException("rolled back") : why);
            }
        });
        return exchange;
    }
}
