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
 * One reader of the stream. What it has not taken yet lies in the log, not here: while its connection is full it is given nothing,
 * and if that does not end, it is cut off. Used on the event loop only.
 */
final class EventStream {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    /** In bytes. */
    private static final int MOST_WAITING = 64 * 1024;

    private static final long PATIENCE_NANOS = 5_000_000_000L;
    /** For browsers that come back by themselves, in milliseconds. */
    private static final Buffer RETRY = Buffer.buffer("retry: 3000\n");

    private final HttpServerResponse response;
    private final Runnable cutOff;
    private LogPosition position;
    private byte[] summary = new byte[0];
    private boolean isFull;
    private long fullSince;

    /**
     * @param position up to where the reader knows the log
     * @param whenOver is told when the connection ends
     * @param cutOff ends it without waiting for the reader
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
                // Proxies of the nginx family hold answers back otherwise.
                .putHeader("X-Accel-Buffering", "no");
        response.write(Buffer.buffer().appendBuffer(RETRY).appendBuffer(hello));
    }

    /** Gives the reader what the log has got, as far as it takes it. */
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

    /** Gives the reader a summary, unless it is the one that it has. */
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
