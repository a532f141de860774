package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.incident.Sight;
import java.util.Optional;

/** The format of the topic {@code cases-in}, in the form of {@link RecordBytes}. */
final class CaseRecords {
    static final byte TOLD = 1;
    static final byte TICK = DeviceRecords.TICK;
    static final byte SILENCED = 3;
    static final byte UNSILENCED = 4;
    static final byte SIGHTED = 5;
    static final byte HELD = 6;

    private final CaseCodec cases = new CaseCodec();

    byte[] write(CaseRecord record) {
        RecordBytes out = new RecordBytes();
        if (record instanceof CaseRecord.Told told) {
            out.number(TOLD).number((byte) told.round());
            out.text(told.trace()).bytes(told.presence()).bytes(told.event());
        } else if (record instanceof CaseRecord.Tick tick) {
            out.number(TICK).number(tick.partition());
        } else if (record instanceof CaseRecord.Silenced silenced) {
            out.number(SILENCED).text(silenced.silence().id()).bytes(cases.write(silenced.silence()));
        } else if (record instanceof CaseRecord.Unsilenced unsilenced) {
            out.number(UNSILENCED).text(unsilenced.id());
        } else if (record instanceof CaseRecord.Sighted sighted) {
            Sight sight = sighted.sight();
            out.number(SIGHTED).text(sight.source()).text(sight.state().name());
            out.text(sight.carries().name()).moment(sight.since()).text(sight.detail());
        } else if (record instanceof CaseRecord.Held held) {
            out.number(HELD).text(held.holder()).moment(held.until());
        }
        return out.toBytes();
    }

    /**
     * Decodes a record.
     *
     * @throws MalformedRecord if it is damaged
     */
    CaseRecord read(byte[] value) {
        return RecordBytes.read(value, (kind, in) -> switch (kind) {
            case TOLD -> {
                int round = in.get();
                Optional<String> trace = RecordBytes.optional(in);
                yield new CaseRecord.Told(round, trace, RecordBytes.bytes(in), RecordBytes.bytes(in));
            }
            case TICK -> new CaseRecord.Tick(in.getInt());
            case SILENCED -> {
                String id = RecordBytes.text(in);
                yield new CaseRecord.Silenced(
                        cases.silence(RecordBytes.bytes(in)).silence(id));
            }
            case UNSILENCED -> new CaseRecord.Unsilenced(RecordBytes.text(in));
            case SIGHTED ->
                new CaseRecord.Sighted(new Sight(
                        RecordBytes.text(in),
                        Sight.State.valueOf(RecordBytes.text(in)),
                        Sight.Carries.valueOf(RecordBytes.text(in)),
                        RecordBytes.moment(in),
                        RecordBytes.optional(in)));
            case HELD -> new CaseRecord.Held(RecordBytes.text(in), RecordBytes.moment(in));
            default -> throw RecordBytes.unsupported(kind);
        });
    }
}
