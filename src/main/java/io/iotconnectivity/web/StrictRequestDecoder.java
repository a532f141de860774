package io.iotconnectivity.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Passes to the library's decoder only what every other parser would read in the same way. The first request that is
 * ambiguous ends the connection: nobody knows where the next one begins.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {
    private static final String LIBRARY_NAME = "httpDecoder";
    private static final List<String> SCHEMES = List.of("http://", "https://");

    private final RequestSyntax syntax = new RequestSyntax();
    /** Sound bytes that have not been consumed yet. */
    private int sound;

    private boolean refused;

    StrictRequestDecoder(HttpServerOptions options) {
        super(options);
    }

    /** Replaces the library's decoder before the first byte is read. */
    static void guard(HttpConnection connection, HttpServerOptions options) {
        ChannelPipeline pipeline = Exchanges.channel(connection).pipeline();
        pipeline.replace(LIBRARY_NAME, LIBRARY_NAME, new StrictRequestDecoder(options));
        pipeline.addFirst(new FlushBeforeClose());
    }

    /** The library closes a broken connection before the response that reports the problem has been sent. */
    private static final class FlushBeforeClose extends ChannelOutboundHandlerAdapter {
        @Override
        public void close(ChannelHandlerContext context, ChannelPromise promise) {
            context.flush();
            context.close(promise);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        try {
            // What follows a request waits until it is consumed, so that a fault counts against the request in which it
            // is.
            if (sound == 0 || !syntax.isBetweenRequests()) {
                sound = syntax.read(in, in.readerIndex() + sound) - in.readerIndex();
            }
        } catch (RequestSyntax.Malformed fault) {
            refused = true;
            in.skipBytes(in.readableBytes());
            out.add(failed(fault));
            return;
        }
        ByteBuf checked = in.slice(in.readerIndex(), sound);
        super.decode(context, checked, out);
        in.skipBytes(checked.readerIndex());
        sound -= checked.readerIndex();
        refused = !out.isEmpty()
                && out.get(out.size() - 1) instanceof HttpObject last
                && last.decoderResult().isFailure();
    }

    @Override
    protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (refused) {
            in.skipBytes(in.readableBytes());
        } else {
            super.decodeLast(context, in, out);
        }
    }

    private HttpObject failed(RequestSyntax.Malformed fault) {
        HttpObject end = syntax.isInBody() ? new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER) : createInvalidMessage();
        end.setDecoderResult(DecoderResult.failure(new DecoderException(fault)));
        return end;
    }

    /** The point at which the library has read a head, and nothing after it. */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        HttpRequest request = (HttpRequest) message;
        Optional<String> host = host(request);
        request.setUri(path(request, host));
        if (request.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_KEY1)
                || request.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_KEY2)) {
            // An abandoned draft has a body after them that nothing announces.
            throw new RequestSyntax.Malformed("an abandoned WebSocket draft");
        }
        announceBody(request);
        return false;
    }

    private static Optional<String> host(HttpRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1 || hosts.isEmpty() && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            throw new RequestSyntax.Malformed("not one Host");
        }
        if (!hosts.stream().allMatch(host -> Authority.of(host).isPresent())) {
            throw new RequestSyntax.Malformed("a Host that is neither a name nor an address, with a port or without");
        }
        return hosts.stream().findFirst();
    }

    /** Of the request target forms, only the one without a host is accepted. */
    private static String path(HttpRequest request, Optional<String> host) {
        String target = request.uri();
        if (target.startsWith("/") || target.equals("*") && request.method().equals(HttpMethod.OPTIONS)) {
            return target;
        }
        String scheme = SCHEMES.stream()
                .filter(known -> target.regionMatches(true, 0, known, 0, known.length()))
                .findFirst()
                .orElseThrow(() -> new RequestSyntax.Malformed("an address that is not a path"));
        String rest = target.substring(scheme.length());
        int end = firstOf(rest, '/', '?');
        String authority = rest.substring(0, end);
        if (!authority.toLowerCase(Locale.ROOT).equals(host.orElse("").toLowerCase(Locale.ROOT))) {
            throw new RequestSyntax.Malformed("an address that does not match its Host");
        }
        return rest.startsWith("/", end) ? rest.substring(end) : "/" + rest.substring(end);
    }

    private static int firstOf(String text, char one, char other) {
        return (int) text.chars().takeWhile(c -> c != one && c != other).count();
    }

    private void announceBody(HttpRequest request) {
        HttpHeaders headers = request.headers();
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        // The library has already ensured that there is exactly one length, and that it is a number.
        Optional<String> length = Optional.ofNullable(headers.get(HttpHeaderNames.CONTENT_LENGTH));
        if (codings.isEmpty()) {
            syntax.bodyOf(length.map(Long::parseLong).orElse(0L));
            return;
        }
        if (length.isPresent()) {
            throw new RequestSyntax.Malformed("Content-Length beside Transfer-Encoding");
        }
        if (!request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                || codings.size() > 1
                || !codings.get(0).equalsIgnoreCase("chunked")) {
            throw new RequestSyntax.Malformed("a Transfer-Encoding other than chunked");
        }
        syntax.chunkedBody();
    }
}
