package io.iotconnectivity.web;

import io.iotconnectivity.engine.LogPosition;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader of the stream. What it has not yet read stays in the log, not here: while its connection is full it gets
 * nothing, and if that lasts it is cut off. Used on the event loop only.
 */
final class EventStream {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    /** In bytes. */
    private static final int MOST_WAITING = 64 * 1024;

    private static final long PATIENCE_NANOS = 5_000_000_000L;
    /** The reconnection delay for browsers, in milliseconds. */
    private static final Buffer RETRY = Buffer.buffer("retry: 3000\n");

    private final HttpServerResponse response;
    private final Runnable cutOff;
    private LogPosition position;
    private byte[] summary = new byte[0];
    private boolean isFull;
    private long fullSince;

    /**
     * @param position how far the reader knows the log
     * @param whenOver called when the connection ends
     * @param cutOff closes the connection without waiting for the reader
     */
    EventStream(HttpServerResponse response, LogPosition position, Consumer<EventStream> whenOver, Runnable cutOff) {
        this.response = response;
        this.position = position;
        this.cutOff = cutOff;
        response.closeHandler(closed -> whenOver.accept(this));
        response.exceptionHandler(failure -> whenOver.accept(this));
    }

    void begin(Buffer hello) {
        response.setChunked(true)
                .setWriteQueueMaxSize(MOST_WAITING)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                // Without this, nginx and its relatives buffer the response.
                .putHeader("X-Accel-Buffering", "no");
        response.write(Buffer.buffer().appendBuffer(RETRY).appendBuffer(hello));
    }

    /** Sends the reader what the log has, as far as its connection takes it. */
    void advance(FrameLog frames) {
        if (hasRoom()) {
            Optional<FrameLog.News> news = frames.after(position);
            if (news.isEmpty()) {
                position = frames.position();
                response.write(
                        Frame.of("reset", position, frames.place(position)).bytes());
                return;
            }
            for (Frame frame : news.get().frames()) {
                if (response.writeQueueFull()) {
                    return;
                }
                response.write(frame.bytes());
                position = frame.last();
            }
            position = news.get().position();
        }
    }

    /** Sends the reader a summary, unless it already has this one. */
    void tell(byte[] latest) {
        if (latest != summary && hasRoom()) {
            summary = latest;
            response.write(Frame.of("summary", position, latest).bytes());
        }
    }

    void comment() {
        if (hasRoom()) {
            response.write(Frame.COMMENT);
        }
    }

    private boolean hasRoom() {
        if (response.closed()) {
            return false;
        }
        if (!response.writeQueueFull()) {
            isFull = false;
            return true;
        }
        if (!isFull) {
            isFull = true;
            fullSince = System.nanoTime();
        } else if (System.nanoTime() - fullSince > PATIENCE_NANOS) {
            LOG.info("A stream is cut off: its reader does not read");
            cutOff.run();
        }
        return false;
    }
}
