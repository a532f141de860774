package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.codec.SignalCodec;
import io.iotconnectivity.engine.move.HeardKeys;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.signal.ClientId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The format of the topic {@code signals}, in the form of {@link RecordBytes}. */
final class DeviceRecords {
    static final byte HEARD = 1;
    /** The same in both stages. */
    static final byte TICK = 2;

    static final byte HELD = 3;
    static final byte BLIND_NOW = 4;
    static final byte HEARD_UP_TO = 5;
    static final byte IMPORTED = 6;

    private final SignalCodec signals = new SignalCodec();
    private final CaseCodec cases = new CaseCodec();
    private final PresenceCodec presences = new PresenceCodec();

    /** The kind of a record, without decoding it; 0 if it is empty. */
    static byte kind(byte[] value) {
        return value == null || value.length == 0 ? 0 : value[0];
    }

    /** The partition of a tick. */
    static int partition(byte[] tick) {
        return ByteBuffer.wrap(tick, 1, Integer.BYTES).getInt();
    }

    byte[] write(DeviceRecord record) {
        RecordBytes out = new RecordBytes();
        if (record instanceof DeviceRecord.Heard heard) {
            out.number(HEARD).number((byte) heard.round());
            out.text(heard.trace()).bytes(signals.write(heard.signal()));
        } else if (record instanceof DeviceRecord.Tick tick) {
            out.number(TICK).number(tick.partition());
        } else if (record instanceof DeviceRecord.Held held) {
            out.number(HELD).text(held.holder()).moment(held.until());
        } else if (record instanceof DeviceRecord.HeardUpTo heard) {
            out.number(HEARD_UP_TO).moment(heard.at()).moment(heard.until());
        } else if (record instanceof DeviceRecord.BlindNow blind) {
            write(blind.sources(), cases, out.number(BLIND_NOW));
        } else if (record instanceof DeviceRecord.Imported imported) {
            out.number(IMPORTED).bytes(presences.write(imported.presence()));
            out.number((byte) (imported.past() ? 1 : 0)).bytes(HeardKeys.joined(imported.heard()));
        }
        return out.toBytes();
    }

    /** Writes sources, which {@link #blind} reads. */
    static void write(List<BlindSource> sources, CaseCodec codec, RecordBytes out) {
        out.number(sources.size());
        sources.forEach(source -> out.text(source.source()).bytes(codec.write(source)));
    }

    static List<BlindSource> blind(ByteBuffer in, CaseCodec codec) {
        List<BlindSource> sources = new ArrayList<>();
        for (int left = in.getInt(); left > 0; left--) {
            sources.add(codec.blind(RecordBytes.text(in), RecordBytes.bytes(in)));
        }
        return List.copyOf(sources);
    }

    /**
     * Decodes a record.
     *
     * @param key the client id; null or empty if the record is not about one device
     * @throws MalformedRecord if it is damaged
     */
    DeviceRecord read(String key, byte[] value) {
        return RecordBytes.read(value, (kind, in) -> switch (kind) {
            case HEARD -> {
                int round = in.get();
                Optional<String> trace = RecordBytes.optional(in);
                yield new DeviceRecord.Heard(signals.read(new ClientId(key), RecordBytes.bytes(in)), round, trace);
            }
            case TICK -> new DeviceRecord.Tick(in.getInt());
            case HELD -> new DeviceRecord.Held(RecordBytes.text(in), RecordBytes.moment(in));
            case HEARD_UP_TO -> new DeviceRecord.HeardUpTo(RecordBytes.moment(in), RecordBytes.moment(in));
            case BLIND_NOW -> new DeviceRecord.BlindNow(blind(in, cases));
            case IMPORTED ->
                new DeviceRecord.Imported(
                        presences.read(new ClientId(key), RecordBytes.bytes(in)),
                        in.get() != 0,
                        HeardKeys.split(RecordBytes.bytes(in)));
            default -> throw RecordBytes.unsupported(kind);
        });
    }
}
