package io.iotconnectivity.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The requests and responses of one connection. A request is let through only once the previous response has been sent,
 * not merely written, so a client that sends requests and never reads costs no more than one response. Deadlines do not
 * restart with each byte, so trickling bytes gains nothing.
 */
final class Exchanges extends ChannelDuplexHandler {
    static final String NAME = "exchanges";

    /** The Vert.x handler that receives the requests. */
    static final String NEXT = "handler";

    private static final String BUSY = "{\"type\":\"about:blank\",\"title\":\"Service unavailable\",\"status\":503,"
            + "\"detail\":\"there are too many connections; try again\"}";

    private static final int RETRY_SECONDS = 1;

    private final Connections all;
    private final ConnectionLimits limits;
    private final String address;
    private final boolean spare;
    private final Deque<Object> held = new ArrayDeque<>();
    private ChannelHandlerContext context;
    private boolean paused;
    private boolean asked;
    /** From the header of a request until its body is complete. */
    private boolean asking;
    /** From the header of a request until its response is written. */
    private boolean answering;
    /** From then until it is sent. */
    private boolean untaken;

    private boolean over;
    private long bodyBytes;
    private long waitingSince;

    /**
     * @param address as counted by {@link Connections}
     * @param spare whether this connection gets liveness responses only
     */
    Exchanges(Connections all, ConnectionLimits limits, String address, boolean spare) {
        this.all = all;
        this.limits = limits;
        this.address = address;
        this.spare = spare;
        this.waitingSince = all.now();
    }

    /** Creates the exchanges of an admitted connection. */
    static Exchanges of(HttpConnection connection) {
        return channel(connection).pipeline().get(Exchanges.class);
    }

    /** The channel below a connection; Vert.x offers no public way to it. */
    static Channel channel(HttpConnection connection) {
        return ((ConnectionBase) connection).channel();
    }

    String address() {
        return address;
    }

    /** Whether the client has ever sent a complete header. */
    boolean hasAsked() {
        return asked;
    }

    /** Whether the next step is the client's: to send a request, to continue its body or to read. */
    boolean waitsForItsClient() {
        return asking || !answering;
    }

    /** Since when the connection has waited for the client, on the clock of {@link Connections#now}. */
    long waitingSince() {
        return waitingSince;
    }

    boolean isUntaken() {
        return untaken;
    }

    void endIfOverdue() {
        overdue().ifPresent(this::end);
    }

    private Optional<ConnectionEnd> overdue() {
        if (untaken) {
            return after(limits.takenWithin(), ConnectionEnd.UNREAD);
        }
        if (asking) {
            return after(limits.bodyWithin(), ConnectionEnd.BODY);
        }
        if (answering) {
            return Optional.empty();
        }
        return asked ? after(limits.idle(), ConnectionEnd.IDLE) : after(limits.headWithin(), ConnectionEnd.HEAD);
    }

    private Optional<ConnectionEnd> after(Duration time, ConnectionEnd why) {
        return all.now() - waitingSince > time.toNanos() ? Optional.of(why) : Optional.empty();
    }

    /** Closes at once; unsent data is dropped. */
    void end(ConnectionEnd why) {
        if (!over) {
            all.ended(why);
            stop();
            context.close();
        }
    }

    /** Stops reading and no longer counts. */
    private void stop() {
        over = true;
        held.forEach(ReferenceCountUtil::release);
        held.clear();
        all.forget(this);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) throws Exception {
        stop();
        super.channelInactive(inactive);
    }

    @Override
    public void channelRead(ChannelHandlerContext read, Object message) {
        if (over) {
            ReferenceCountUtil.release(message);
        } else if (held.isEmpty() && !(message instanceof HttpRequest && isAtWork())) {
            pass(message);
        } else if (held.size() < limits.ahead()) {
            held.add(message);
            paused = true;
            context.channel().config().setAutoRead(false);
        } else {
            ReferenceCountUtil.release(message);
            end(ConnectionEnd.AHEAD);
        }
    }

    /** Vert.x resumes reading when it has room for a body; whether there is room for requests is decided here. */
    @Override
    public void read(ChannelHandlerContext reading) {
        if (paused) {
            context.channel().config().setAutoRead(false);
        } else {
            context.read();
        }
    }

    private boolean isAtWork() {
        return answering || untaken;
    }

    private void pass(Object message) {
        if (message instanceof HttpRequest request) {
            asked = true;
            asking = true;
            answering = true;
            bodyBytes = 0;
            waitingSince = all.now();
            if (spare) {
                if (!asksWhetherWeLive(request)) {
                    ReferenceCountUtil.release(message);
                    refuse();
                    return;
                }
                request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            }
        }
        if (message instanceof HttpContent content) {
            bodyBytes += content.content().readableBytes();
            if (bodyBytes > limits.body()) {
                ReferenceCountUtil.release(message);
                end(ConnectionEnd.BODY);
                return;
            }
        }
        if (message instanceof LastHttpContent) {
            asking = false;
            waitingSince = all.now();
        }
        context.fireChannelRead(message);
    }

    /** A proxy may have prefixed a base path. */
    private static boolean asksWhetherWeLive(HttpRequest request) {
        return request.uri().split("\\?", 2)[0].endsWith(Gate.LIVE);
    }

    private void refuse() {
        all.ended(ConnectionEnd.REFUSED);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                Unpooled.copiedBuffer(BUSY, StandardCharsets.UTF_8));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
                .set(HttpHeaderNames.RETRY_AFTER, RETRY_SECONDS)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        stop();
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void write(ChannelHandlerContext writing, Object message, ChannelPromise promise) {
        long bytes = bytes(message);
        boolean last = isEndOfAnswer(message);
        if (last) {
            answering = false;
            untaken = true;
            waitingSince = all.now();
        }
        context.write(message, promise.unvoid()).addListener(sent -> {
            all.taken(bytes);
            if (last) {
                untaken = false;
                waitingSince = all.now();
                // Deferred, so that other connections get their turn in between.
                context.executor().execute(this::next);
            }
        });
        all.written(bytes);
    }

    private static long bytes(Object message) {
        if (message instanceof ByteBuf buffer) {
            return buffer.readableBytes();
        }
        return message instanceof ByteBufHolder holder ? holder.content().readableBytes() : 0;
    }

    private static boolean isEndOfAnswer(Object message) {
        boolean goesOn = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        return message instanceof LastHttpContent && !goesOn;
    }

    private void next() {
        if (over || held.isEmpty()) {
            return;
        }
        while (!held.isEmpty() && !(held.peek() instanceof HttpRequest && isAtWork())) {
            pass(held.poll());
        }
        context.fireChannelReadComplete();
        if (held.isEmpty() && paused && !over) {
            paused = false;
            context.channel().config().setAutoRead(true);
        }
    }
}
