package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.CommonCodec;
import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.event.Note;
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
    static final byte IMPORTED_DEVICE = 7;
    static final byte IMPORTED_GROUP = 8;
    static final byte IMPORTED_SILENCE = 9;
    static final byte IMPORTED_BLIND = 10;
    static final byte IMPORTED_INCIDENT = 11;
    static final byte BLIND_NOW = 12;
    static final byte NOTED = 13;
    static final byte MEASURED = 14;
    static final byte COMPARED = 15;

    private static final byte[] NOTHING = {};

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
        } else if (record instanceof CaseRecord.Measured measured) {
            SloRecord.write(measured.reading(), out.number(MEASURED));
        } else if (record instanceof CaseRecord.Noted noted) {
            Note note = noted.note();
            out.number(NOTED).text(noted.incidentId()).text(note.id()).moment(note.at());
            out.text(note.kind().word()).text(note.author()).text(note.via());
            out.text(note.assignee()).text(note.text());
        } else if (record instanceof CaseRecord.Compared compared) {
            out.number(COMPARED).text(compared.incidentId());
            out.bytes(compared.common().map(CommonCodec::write).orElse(NOTHING));
        } else if (record instanceof CaseRecord.Held held) {
            out.number(HELD).text(held.holder()).moment(held.until());
        } else if (record instanceof CaseRecord.Imported imported) {
            write(imported, out);
        } else if (record instanceof CaseRecord.BlindNow blind) {
            DeviceRecords.write(blind.sources(), cases, out.number(BLIND_NOW).number(blind.partition()));
        }
        return out.toBytes();
    }

    private void write(CaseRecord.Imported record, RecordBytes out) {
        if (record instanceof CaseRecord.ImportedDevice device) {
            out.number(IMPORTED_DEVICE).bytes(device.presence()).number(flag(device.past()));
            out.bytes(device.stored().orElse(NOTHING));
        } else if (record instanceof CaseRecord.ImportedGroup group) {
            out.number(IMPORTED_GROUP)
                    .text(group.name())
                    .number(flag(group.past()))
                    .bytes(group.stored());
        } else if (record instanceof CaseRecord.ImportedSilence silence) {
            out.number(IMPORTED_SILENCE).text(silence.id()).bytes(silence.body());
        } else if (record instanceof CaseRecord.ImportedBlind blind) {
            out.number(IMPORTED_BLIND).text(blind.source().source()).bytes(cases.write(blind.source()));
        } else if (record instanceof CaseRecord.ImportedIncident incident) {
            out.number(IMPORTED_INCIDENT).bytes(incident.event());
        }
    }

    private static byte flag(boolean set) {
        return (byte) (set ? 1 : 0);
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
            case MEASURED -> new CaseRecord.Measured(SloRecord.read(in));
            case NOTED ->
                new CaseRecord.Noted(
                        RecordBytes.text(in),
                        new Note(
                                RecordBytes.text(in),
                                RecordBytes.moment(in),
                                Note.Kind.of(RecordBytes.text(in)),
                                RecordBytes.text(in),
                                RecordBytes.optional(in),
                                RecordBytes.optional(in),
                                RecordBytes.optional(in)));
            case COMPARED ->
                new CaseRecord.Compared(
                        RecordBytes.text(in),
                        Optional.of(RecordBytes.bytes(in))
                                .filter(stored -> stored.length > 0)
                                .map(CommonCodec::read));
            case HELD -> new CaseRecord.Held(RecordBytes.text(in), RecordBytes.moment(in));
            case IMPORTED_DEVICE -> {
                byte[] presence = RecordBytes.bytes(in);
                boolean past = in.get() != 0;
                yield new CaseRecord.ImportedDevice(
                        presence, Optional.of(RecordBytes.bytes(in)).filter(stored -> stored.length > 0), past);
            }
            case IMPORTED_GROUP -> {
                String name = RecordBytes.text(in);
                boolean past = in.get() != 0;
                yield new CaseRecord.ImportedGroup(name, RecordBytes.bytes(in), past);
            }
            case IMPORTED_SILENCE -> new CaseRecord.ImportedSilence(RecordBytes.text(in), RecordBytes.bytes(in));
            case IMPORTED_BLIND ->
                new CaseRecord.ImportedBlind(cases.blind(RecordBytes.text(in), RecordBytes.bytes(in)));
            case IMPORTED_INCIDENT -> new CaseRecord.ImportedIncident(RecordBytes.bytes(in));
            case BLIND_NOW -> new CaseRecord.BlindNow(in.getInt(), DeviceRecords.blind(in, cases));
            default -> throw RecordBytes.unsupported(kind);
        });
    }
}
