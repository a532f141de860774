package io.iotconnectivity.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Exports only what is known to contain no secret and to name no device from Camel's spans. Camel copies log lines and
 * exception messages into events, and whole addresses into attributes; those of a webhook are a secret.
 */
final class DiscreetExporter implements SpanExporter {
    /** The instrumentation scope of Camel's spans. */
    static final String CAMEL = "camel";

    private static final Set<String> KEPT = Set.of("component", "op", "error", "exchangeId");
    private static final AttributeKey<String> COMPONENT = AttributeKey.stringKey("component");
    private static final AttributeKey<String> URI = AttributeKey.stringKey("camel.uri");

    private final SpanExporter exporter;

    DiscreetExporter(SpanExporter exporter) {
        this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        return exporter.export(spans.stream()
                .map(span -> span.getInstrumentationScopeInfo().getName().equals(CAMEL) ? new Discreet(span) : span)
                .toList());
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }

    private static final class Discreet extends DelegatingSpanData {
        private final Attributes attributes;
        private final String name;

        Discreet(SpanData span) {
            super(span);
            String uri = span.getAttributes().get(URI);
            // The names of our own routes, which are not addresses.
            boolean direct = uri != null && uri.startsWith("direct:");
            this.name = direct
                    ? span.getName()
                    : String.valueOf(span.getAttributes().get(COMPONENT)).replaceFirst("^camel-", "");
            this.attributes = span.getAttributes().toBuilder()
                    .removeIf(key -> !KEPT.contains(key.getKey()) && !(direct && key.equals(URI)))
                    .build();
        }

        /** Others have parts of addresses in their names, such as a topic that names a device. */
        @Override
        public String getName() {
            return name;
        }

        @Override
        public Attributes getAttributes() {
            return attributes;
        }

        @Override
        public int getTotalAttributeCount() {
            return attributes.size();
        }

        @Override
        public List<EventData> getEvents() {
            return List.of();
        }

        @Override
        public int getTotalRecordedEvents() {
            return 0;
        }
    }
}
