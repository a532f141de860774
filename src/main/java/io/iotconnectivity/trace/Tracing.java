package io.iotconnectivity.trace;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.net.WaysOut;
import io.iotconnectivity.secret.Foreign;
import io.iotconnectivity.signal.Signal;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.opentelemetry2.OpenTelemetryTracer;

/**
 * Traces what comes in and what goes out. Camel makes the spans of the routes; those for taking in a message, which end
 * when it is durable, and for each delivery attempt are made here, because the store lies between them. Whatever is not
 * sampled at the source costs next to nothing afterwards. Spans never name a device unless configured to.
 */
public final class Tracing implements AutoCloseable {
    /**
     * The header that carries a trace.
     *
     * @see <a href="https://www.w3.org/TR/trace-context/">Trace Context</a>
     */
    public static final String HEADER = "traceparent";

    private static final Pattern TRACEPARENT = Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");
    private static final Duration EXPORT_EVERY = Duration.ofSeconds(1);
    private static final Duration EXPORT_WITHIN = Duration.ofSeconds(5);
    private static final long STOP_SECONDS = 2;
    private static final int LONGEST_TEXT = 500;

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final boolean clientIds;

    Tracing(SpanExporter exporter, double ratio, boolean clientIds) {
        this.provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault().toBuilder()
                        .put("service.name", "iot-connectivity")
                        .build())
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(ratio)))
                .addSpanProcessor(BatchSpanProcessor.builder(new DiscreetExporter(exporter))
                        .setScheduleDelay(EXPORT_EVERY)
                        .setExporterTimeout(EXPORT_WITHIN)
                        .build())
                .build();
        this.tracer = provider.get("iot-connectivity");
        this.clientIds = clientIds;
    }

    /** Starts to export traces. Traces that cannot be delivered are dropped; nothing waits for them. */
    public static Tracing start(TracingSettings settings, WaysOut ways) {
        return new Tracing(
                new OtlpExporter(settings.endpoint(), ways, EXPORT_WITHIN), settings.ratio(), settings.clientIds());
    }

    /** Has the routes traced. Call it before they are loaded. */
    public void trace(CamelContext context) {
        context.getRegistry().bind("tracer", Tracer.class, provider.get(DiscreetExporter.CAMEL));
        context.getRegistry()
                .bind(
                        "propagators",
                        ContextPropagators.class,
                        ContextPropagators.create(W3CTraceContextPropagator.getInstance()));
        OpenTelemetryTracer camel = new OpenTelemetryTracer();
        camel.setCamelContext(context);
        camel.init(context);
    }

    /** Work in progress. */
    public static final class Work {
        private final Span span;

        private Work(Span span) {
            this.span = span;
        }

        /** The trace as the store keeps it; empty if it is not exported. */
        public Optional<String> traceparent() {
            return Optional.of(header()).filter(any -> span.getSpanContext().isSampled());
        }

        /** The trace as a header, even if it is not exported, so that none begins in the middle. */
        public String header() {
            SpanContext context = span.getSpanContext();
            return "00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                    + context.getTraceFlags().asHex();
        }

        /**
         * Call this once.
         *
         * @param failure why it failed; its message is masked and truncated
         */
        public void end(Optional<Throwable> failure) {
            failure.ifPresent(why -> span.setStatus(StatusCode.ERROR, text(why)));
            span.end();
        }

        private static String text(Throwable why) {
            return Foreign.text(String.valueOf(why.getMessage()), LONGEST_TEXT);
        }
    }

    /**
     * Starts taking in a signal; ends when the signal is durable.
     *
     * @param source such as {@code presence}
     * @param header that came with it; if null or not a traceparent, sampling decides whether a trace begins
     */
    public Work takingIn(String source, Signal signal, String header) {
        SpanBuilder span = tracer.spanBuilder("take in " + source)
                .setSpanKind(SpanKind.INTERNAL)
                .setParent(parent(Optional.ofNullable(header)).orElse(Context.root()))
                .setAttribute("iotc.signal", signal.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        if (clientIds) {
            span.setAttribute("iotc.client_id", signal.client().value());
        }
        return new Work(span.startSpan());
    }

    /**
     * Starts delivering an event.
     *
     * @param attempt counts from 1
     * @param event absent for a batch
     * @param trace that it belongs to; absent: it is not traced
     */
    public Work delivering(String sink, int attempt, Optional<Event> event, Optional<String> trace) {
        Optional<Context> parent = parent(trace);
        if (parent.isEmpty()) {
            return new Work(Span.wrap(SpanContext.create(
                    IdGenerator.random().generateTraceId(),
                    IdGenerator.random().generateSpanId(),
                    TraceFlags.getDefault(),
                    TraceState.getDefault())));
        }
        SpanBuilder span = tracer.spanBuilder("deliver to " + sink)
                .setSpanKind(SpanKind.PRODUCER)
                .setParent(parent.get())
                .setAttribute("iotc.sink", sink)
                .setAttribute("iotc.attempt", attempt);
        event.ifPresent(told -> {
            span.setAttribute("iotc.event.type", told.type().shortName());
            span.setAttribute("iotc.event.id", told.id());
            told.device()
                    .filter(any -> clientIds)
                    .ifPresent(device -> span.setAttribute("iotc.client_id", device.clientId()));
        });
        return new Work(span.startSpan());
    }

    private static Optional<Context> parent(Optional<String> traceparent) {
        return traceparent
                .map(TRACEPARENT::matcher)
                .filter(Matcher::matches)
                .map(parts -> SpanContext.createFromRemoteParent(
                        parts.group(1), parts.group(2), TraceFlags.fromHex(parts.group(3), 0), TraceState.getDefault()))
                .filter(SpanContext::isValid)
                .map(context -> Context.root().with(Span.wrap(context)));
    }

    /** Exports what is left, if that can be done at once. */
    @Override
    public void close() {
        provider.shutdown().join(STOP_SECONDS, TimeUnit.SECONDS);
    }
}
