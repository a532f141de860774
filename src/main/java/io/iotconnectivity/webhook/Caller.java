package io.iotconnectivity.webhook;

import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.net.HttpProxy;
import io.iotconnectivity.net.OutgoingHttp;
import io.iotconnectivity.net.PemFile;
import io.iotconnectivity.net.ProxyRefusal;
import io.iotconnectivity.net.TimeLimit;
import io.iotconnectivity.net.TlsTrouble;
import io.iotconnectivity.net.WaysOut;
import io.iotconnectivity.signal.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.Closer;

/** Sends the requests of one webhook: bounded in time and size, and only to the configured receiver. */
final class Caller implements Sender {
    private static final int CONNECTIONS = 64;
    private static final int MOST_HEADERS = 50;
    private static final int LONGEST_HEADER = 1000;
    /** Soon enough for a receiver that moves, and for its name to be resolved, and checked, again. */
    private static final Duration LIFE = Duration.ofMinutes(1);

    private final String name;
    private final String caSetting;
    private final Duration longest;
    private final WaysOut ways;
    private final AddressGuard guard;

    private final OutgoingHttp http;

    /**
     * @param names resolves hosts; wrapped in the address guard here
     */
    Caller(WebhookSettings settings, WaysOut ways, DnsResolver names) {
        this.name = settings.name();
        this.caSetting = settings.caSetting();
        this.ways = ways;
        this.guard = new AddressGuard(settings.name(), settings.allowPrivate(), names);
        // Connecting and its TLS handshake each have a timeout; the socket timeout alone would let a response trickle.
        this.longest = settings.connectTimeout().multipliedBy(2).plus(settings.responseTimeout());
        // The proxy itself may be anywhere: the guard checks the target before the proxy is looked up.
        this.http = new OutgoingHttp(
                new OutgoingHttp.Connections(
                        settings.connectTimeout(),
                        settings.connectTimeout(),
                        settings.responseTimeout(),
                        CONNECTIONS,
                        Optional.of(LIFE),
                        settings.caFile().map(file -> PemFile.trustingAlso(caSetting, file)
                                .getSslContext())),
                ways,
                guard,
                names);
    }

    @Override
    public Answer send(Call call) throws IOException, NotTaken {
        HttpUriRequestBase request = new HttpUriRequestBase(call.method(), call.uri());
        call.headers().forEach(request::setHeader);
        call.body().ifPresent(body -> request.setEntity(new ByteArrayEntity(body, null)));
        Optional<HttpProxy> proxy = ways.to(call.uri());
        TimeLimit limit = new TimeLimit(longest, request);
        try {
            if (proxy.isPresent()) {
                guard.checkForProxy(call.uri().getHost());
            }
            return send(request, call);
        } catch (IOException e) {
            if (wasNeverSent(e)) {
                throw new NotTaken(message(words(e)), e);
            }
            String through = proxy.map(any -> " through " + any).orElse("");
            throw new IOException(
                    message(
                            limit.isOver()
                                    ? "did not respond within " + longest.toMillis() + " ms" + through
                                    : words(e)),
                    e);
        } finally {
            limit.close();
        }
    }

    private boolean wasNeverSent(IOException e) {
        return TlsTrouble.of(e, caSetting).isPresent()
                || e instanceof ProxyRefusal
                || e instanceof ConnectException
                || e instanceof ConnectTimeoutException
                || e instanceof UnknownHostException
                || e instanceof NoRouteToHostException
                || e instanceof SSLHandshakeException
                || e instanceof ConnectionRequestTimeoutException;
    }

    private Answer send(HttpUriRequestBase request, Call call) throws IOException {
        ClassicHttpResponse response = http.send(request, call.uri());
        try {
            byte[] body = readBounded(response, request, call.most());
            return new Answer(
                    response.getCode(),
                    headers(response),
                    new String(body, StandardCharsets.UTF_8),
                    body.length >= call.most());
        } finally {
            Closer.closeQuietly(response);
        }
    }

    private static Map<String, String> headers(ClassicHttpResponse response) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : response.getHeaders()) {
            String value = header.getValue() == null ? "" : header.getValue();
            if (headers.size() < MOST_HEADERS && value.length() <= LONGEST_HEADER) {
                headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), value);
            }
        }
        return headers;
    }

    /** The status decides: whatever fails after it changes nothing, and only costs the connection. */
    private static byte[] readBounded(ClassicHttpResponse response, HttpUriRequestBase request, int most) {
        if (response.getEntity() == null) {
            return new byte[0];
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            InputStream content = response.getEntity().getContent();
            int next = content.read();
            while (next >= 0 && body.size() < most) {
                body.write(next);
                next = content.read();
            }
            if (next >= 0) {
                // Closing would read on to the end.
                request.cancel();
            }
        } catch (IOException e) {
            request.cancel();
        }
        return body.toByteArray();
    }

    private String words(IOException e) {
        if (e instanceof MessageConstraintException) {
            return "sent a response whose head does not end, so reading stopped: " + Printable.line(e.getMessage());
        }
        String said = Printable.line(e.getMessage() == null ? e.toString() : e.getMessage());
        return "could not be posted to: "
                + TlsTrouble.of(e, caSetting)
                        .map(meaning -> meaning + " (" + said + ")")
                        .orElse(said);
    }

    private String message(String what) {
        return "webhook " + name + " " + what;
    }

    @Override
    public void close() {
        http.close();
    }
}
