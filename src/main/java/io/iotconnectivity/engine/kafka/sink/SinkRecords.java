package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.delivery.Checkpoint;
import io.iotconnectivity.delivery.Logged;
import io.iotconnectivity.delivery.PendingRow;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Repetition;
import io.iotconnectivity.delivery.SinkState;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.engine.codec.UnsupportedRecord;
import io.iotconnectivity.engine.kafka.RecordBytes;
import java.net.URLEncoder;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The format of the topic {@code sinks}. A key is {@code sink/kind/id}, with the sink's name encoded as in a URL. A value
 * is a byte for the format version and what follows from the kind; no value deletes the row. Numbers are big-endian,
 * texts and nested records are prefixed with their length, times have millisecond precision.
 */
final class SinkRecords {
    private static final byte VERSION = 1;

    private static final String PROGRESS = "progress/";
    private static final String ROW = "row/";
    private static final String TICKET = "ticket/";
    private static final String REPETITION = "repetition/";

    private final EventCodec events = new EventCodec();
    private final String prefix;

    /**
     * How far the sink has come.
     *
     * @see Checkpoint
     */
    record Progress(long cursor, long reach) {}

    /** The format of the rows of one sink. */
    SinkRecords(String sink) {
        this.prefix = URLEncoder.encode(sink, StandardCharsets.UTF_8) + '/';
    }

    /** Passes on the records that save a checkpoint; null for what is deleted. */
    void write(Checkpoint checkpoint, BiConsumer<String, byte[]> to) {
        checkpoint.rows().forEach((seq, row) -> to.accept(key(ROW, seq), value(row, this::write)));
        checkpoint.tickets().forEach((ticket, receipt) -> {
            to.accept(key(TICKET, ticket), value(receipt, SinkRecords::write));
            if (receipt.isEmpty()) {
                to.accept(key(REPETITION, ticket), null);
            }
        });
        checkpoint
                .repetitions()
                .forEach((ticket, again) -> to.accept(key(REPETITION, ticket), value(again, this::write)));
        to.accept(key(PROGRESS, ""), write(new Progress(checkpoint.cursor(), checkpoint.reach())));
    }

    /** Passes on the keys of everything that is stored. */
    void keys(SinkState state, BiConsumer<String, byte[]> to) {
        state.pending().forEach(row -> to.accept(key(ROW, row.seq()), null));
        state.tickets().keySet().forEach(ticket -> to.accept(key(TICKET, ticket), null));
        state.repetitions().keySet().forEach(ticket -> to.accept(key(REPETITION, ticket), null));
        to.accept(key(PROGRESS, ""), null);
    }

    /** Whether a record with this key tells how far the sink has come. */
    boolean isProgress(String key) {
        return key(PROGRESS, "").equals(key);
    }

    private String key(String kind, Object id) {
        return prefix + kind + id;
    }

    private static <T> byte[] value(Optional<T> row, Function<T, byte[]> writer) {
        return row.map(writer).orElse(null);
    }

    private static byte[] write(Progress progress) {
        return versioned().number(progress.cursor()).number(progress.reach()).toBytes();
    }

    private byte[] write(PendingRow row) {
        Logged logged = row.logged();
        return versioned()
                .number(row.attempts())
                .number(row.due().toEpochMilli())
                .text(row.error())
                .number((byte) (row.maybe() ? 1 : 0))
                .text(logged.addressee().orElse(""))
                .text(logged.trace().orElse(""))
                .bytes(events.write(logged.event()))
                .toBytes();
    }

    private static byte[] write(Receipt receipt) {
        RecordBytes out = versioned();
        receipt.kept().ifPresentOrElse(kept -> out.number((byte) 1).text(kept), () -> out.number((byte) 0));
        return out.toBytes();
    }

    private byte[] write(Repetition again) {
        return versioned()
                .number(again.every().toMillis())
                .bytes(events.write(again.event()))
                .toBytes();
    }

    private static RecordBytes versioned() {
        return new RecordBytes().number(VERSION);
    }

    /**
     * Reads a record into the state, unless it is another sink's.
     *
     * @param value null for a deleted row
     * @throws MalformedRecord if it is damaged, or {@linkplain UnsupportedRecord of a later version}
     */
    void read(String key, byte[] value, SavedState into) {
        if (key == null || !key.startsWith(prefix)) {
            return;
        }
        String row = key.substring(prefix.length());
        Optional<byte[]> present = Optional.ofNullable(value);
        try {
            if (row.startsWith(ROW)) {
                long seq = Long.parseLong(row.substring(ROW.length()));
                into.row(seq, present.map(bytes -> row(seq, body(bytes))));
            } else if (row.startsWith(TICKET)) {
                into.ticket(row.substring(TICKET.length()), present.map(bytes -> receipt(body(bytes))));
            } else if (row.startsWith(REPETITION)) {
                into.repetition(row.substring(REPETITION.length()), present.map(bytes -> repetition(body(bytes))));
            } else if (row.equals(PROGRESS)) {
                into.progress(present.map(bytes -> progress(body(bytes))));
            } else {
                throw new UnsupportedRecord("its kind");
            }
        } catch (MalformedRecord e) {
            throw e;
        } catch (BufferUnderflowException e) {
            throw new MalformedRecord("it is truncated", e);
        } catch (RuntimeException e) {
            throw new MalformedRecord(e.getMessage(), e);
        }
    }

    private static ByteBuffer body(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        byte version = in.get();
        if (version != VERSION) {
            throw new UnsupportedRecord("its format version " + version);
        }
        return in;
    }

    private static Progress progress(ByteBuffer in) {
        return new Progress(in.getLong(), in.getLong());
    }

    private PendingRow row(long seq, ByteBuffer in) {
        int attempts = in.getInt();
        Instant due = Instant.ofEpochMilli(in.getLong());
        String error = RecordBytes.text(in);
        boolean maybe = in.get() != 0;
        Optional<String> addressee = present(RecordBytes.text(in));
        Optional<String> trace = present(RecordBytes.text(in));
        Logged logged = new Logged(seq, events.read(RecordBytes.bytes(in)), addressee, trace);
        return new PendingRow(logged, attempts, due, error, maybe);
    }

    private static Receipt receipt(ByteBuffer in) {
        return new Receipt(in.get() == 0 ? Optional.empty() : Optional.of(RecordBytes.text(in)), Optional.empty());
    }

    private Repetition repetition(ByteBuffer in) {
        return new Repetition(Duration.ofMillis(in.getLong()), events.read(RecordBytes.bytes(in)));
    }

    private static Optional<String> present(String text) {
        return Optional.of(text).filter(some -> !some.isEmpty());
    }
}
