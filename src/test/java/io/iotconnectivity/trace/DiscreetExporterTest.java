package io.iotconnectivity.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiscreetExporterTest {
    private final List<SpanData> exported = new ArrayList<>();

    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(new DiscreetExporter(new SpanExporter() {
                @Override
                public CompletableResultCode export(Collection<SpanData> spans) {
                    exported.addAll(spans);
                    return CompletableResultCode.ofSuccess();
                }

                @Override
                public CompletableResultCode flush() {
                    return CompletableResultCode.ofSuccess();
                }

                @Override
                public CompletableResultCode shutdown() {
                    return CompletableResultCode.ofSuccess();
                }
            })))
            .build();

    private SpanData export(String scope, String uri, String component) {
        Span span = provider.get(scope).spanBuilder("devices/pump-7").startSpan();
        span.setAttribute("camel.uri", uri);
        span.setAttribute("component", component);
        span.setAttribute("url.path", "hooks/s3cr3t");
        span.addEvent("error");
        span.end();
        return exported.get(exported.size() - 1);
    }

    @Test
    void whatCamelTellsOfAddressesAndExceptionsStaysHere() {
        SpanData span = export(DiscreetExporter.CAMEL, "https://hooks.example.com/hooks/s3cr3t", "camel-https");

        assertThat(span.getName()).isEqualTo("https");
        assertThat(span.getAttributes().asMap().keySet())
                .extracting(AttributeKey::getKey)
                .containsExactly("component");
        assertThat(span.getEvents()).isEmpty();
        assertThat(span.getTotalRecordedEvents()).isZero();
    }

    @Test
    void ourOwnRoutesAreNamed() {
        SpanData span = export(DiscreetExporter.CAMEL, "direct://sink-sns", "camel-direct");

        assertThat(span.getName()).isEqualTo("devices/pump-7");
        assertThat(span.getAttributes().get(AttributeKey.stringKey("camel.uri")))
                .isEqualTo("direct://sink-sns");
    }

    @Test
    void ourOwnSpansGoOutAsTheyAre() {
        SpanData span = export("iot-connectivity", "x", "y");

        assertThat(span.getName()).isEqualTo("devices/pump-7");
        assertThat(span.getEvents()).hasSize(1);
        assertThat(span.getAttributes().size()).isEqualTo(3);
    }
}
