package io.iotconnectivity.trace;

import io.iotconnectivity.net.OutgoingHttp;
import io.iotconnectivity.net.TimeLimit;
import io.iotconnectivity.net.WaysOut;
import io.iotconnectivity.signal.Printable;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.Closer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends spans by OTLP over HTTP. OpenTelemetry's exporter would do the same, but buffers a collector's response of any
 * size; here only the status is looked at.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#otlphttp">OTLP/HTTP</a>
 */
final class OtlpExporter implements SpanExporter {
    private static final Logger LOG = LoggerFactory.getLogger(OtlpExporter.class);
    private static final ContentType PROTOBUF = ContentType.create("application/x-protobuf");
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final int CONNECTIONS = 2;
    private static final int ATTEMPTS = 2;
    /** Response bytes read so that the connection can be reused. */
    private static final int MOST_READ = 16 * 1024;

    /** The specification makes these retryable, and no others. */
    private static final Set<Integer> BUSY = Set.of(429, 502, 503, 504);

    private final URI endpoint;
    private final Duration within;
    private final OutgoingHttp http;
    private boolean fails;

    /**
     * @param endpoint with its path
     * @param within the time limit of one attempt
     */
    OtlpExporter(URI endpoint, WaysOut ways, Duration within) {
        this.endpoint = endpoint;
        this.within = within;
        this.http = new OutgoingHttp(
                new OutgoingHttp.Connections(CONNECT, CONNECT, within, CONNECTIONS, Optional.empty(), Optional.empty()),
                ways,
                SystemDefaultDnsResolver.INSTANCE,
                SystemDefaultDnsResolver.INSTANCE);
    }

    /** Runs on the caller's thread, which does nothing else. */
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        try {
            TraceRequestMarshaler.create(spans).writeBinaryTo(message);
            int status = post(message.toByteArray());
            for (int attempt = 1; attempt < ATTEMPTS && BUSY.contains(status); attempt++) {
                status = post(message.toByteArray());
            }
            tell(status >= 200 && status < 300 ? Optional.empty() : Optional.of("answered " + status), spans.size());
        } catch (IOException e) {
            tell(Optional.of("cannot be reached: " + e.getMessage()), spans.size());
        }
        return fails ? CompletableResultCode.ofFailure() : CompletableResultCode.ofSuccess();
    }

    private int post(byte[] message) throws IOException {
        HttpUriRequestBase request = new HttpUriRequestBase("POST", endpoint);
        request.setEntity(new ByteArrayEntity(message, PROTOBUF));
        TimeLimit limit = new TimeLimit(within, request);
        try {
            ClassicHttpResponse answer = http.send(request, endpoint);
            if (!isRead(answer)) {
                // Closing would read on to the end.
                request.cancel();
            }
            Closer.closeQuietly(answer);
            return answer.getCode();
        } catch (IOException e) {
            throw limit.isOver() ? new IOException("no response within " + within.toMillis() + " ms", e) : e;
        } finally {
            limit.close();
        }
    }

    private static boolean isRead(ClassicHttpResponse answer) {
        try {
            return answer.getEntity() == null
                    || answer.getEntity().getContent().readNBytes(MOST_READ + 1).length <= MOST_READ;
        } catch (IOException e) {
            return false;
        }
    }

    /** Logs once when it starts to fail, and once when it works again. */
    private void tell(Optional<String> trouble, int spans) {
        if (trouble.isPresent() && !fails) {
            LOG.warn(
                    "The trace collector {} {}; {} spans were dropped, and more will be until it accepts some",
                    Printable.of(endpoint.toString()),
                    Printable.line(trouble.get()),
                    spans);
        } else if (trouble.isEmpty() && fails) {
            LOG.info("The trace collector accepts spans again");
        }
        fails = trouble.isPresent();
    }

    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        http.close();
        return CompletableResultCode.ofSuccess();
    }
}
