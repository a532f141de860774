package io.iotconnectivity.engine.codec;

import io.iotconnectivity.event.Blind;
import io.iotconnectivity.event.Evidence;
import io.iotconnectivity.event.SignalData;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** The signal and the evidence of a verdict, as fields of a device's event. */
final class SignalFields {
    private static final int KIND = 1;
    /** Absent if it equals the usual time. */
    private static final int AT = 2;

    private static final int FLAGS = 3;
    /** The signal is about an older connection. */
    private static final int NOT_CURRENT = 1;
    /** The signal's connection differs from the device's in these: they are written here, or the signal has none. */
    private static final int OWN_VERSION = 2;

    private static final int OWN_SESSION = 4;
    private static final int OWN_PRINCIPAL = 8;
    private static final int OWN_ADDRESS = 16;

    private static final int REASON = 4;
    private static final int VERSION = 5;
    private static final int SESSION = 6;
    private static final int PRINCIPAL = 7;
    private static final int ADDRESS = 8;

    private static final int DETAIL = 3;

    /**
     * If only its kind distinguishes a record from the usual one, the number of the kind is written in its place;
     * this bit is set if it also has the event's reason.
     */
    private static final int WITH_REASON = 64;

    private static final int SOURCE = 1;
    private static final int SINCE = 2;

    /** The device's connection in an event, which most signals are about. */
    record Known(
            OptionalLong version, Optional<String> session, Optional<String> principal, Optional<String> address) {}

    private SignalFields() {}

    /**
     * @param usual the time at which most of what an event reports happened
     * @param reason the reason of the event
     */
    static void write(
            RecordWriter out, int field, SignalData signal, Known device, Instant usual, Optional<String> reason) {
        boolean ownVersion = !signal.versionNumber().equals(device.version());
        boolean ownSession = !signal.sessionIdentifier().equals(device.session());
        boolean ownPrincipal = !signal.principalIdentifier().equals(device.principal());
        boolean ownAddress = !signal.ipAddress().equals(device.address());
        boolean asTheDevice = !ownVersion && !ownSession && !ownPrincipal && !ownAddress;
        if (asTheDevice
                && signal.current()
                && signal.at().equals(usual)
                && inShort(out, field, signal.kind(), signal.reason(), reason)) {
            return;
        }
        int begun = out.begin(field);
        out.text(KIND, StoredNumbers.KINDS, signal.kind());
        out.moment(AT, signal.at(), usual);
        out.flags(
                FLAGS,
                (signal.current() ? 0 : NOT_CURRENT)
                        | (ownVersion ? OWN_VERSION : 0)
                        | (ownSession ? OWN_SESSION : 0)
                        | (ownPrincipal ? OWN_PRINCIPAL : 0)
                        | (ownAddress ? OWN_ADDRESS : 0));
        out.text(REASON, StoredNumbers.REASONS, signal.reason());
        if (ownVersion) {
            out.number(VERSION, signal.versionNumber());
        }
        if (ownSession) {
            out.text(SESSION, signal.sessionIdentifier());
        }
        if (ownPrincipal) {
            out.text(PRINCIPAL, signal.principalIdentifier());
        }
        if (ownAddress) {
            out.text(ADDRESS, signal.ipAddress());
        }
        out.end(begun);
    }

    private static boolean inShort(
            RecordWriter out, int field, String kind, Optional<String> own, Optional<String> reason) {
        int number = StoredNumbers.KINDS.of(kind);
        if (number == 0 || number >= WITH_REASON || own.isPresent() && !own.equals(reason)) {
            return false;
        }
        out.inShort(field, own.isPresent() ? number | WITH_REASON : number);
        return true;
    }

    private static Optional<String> reasonInShort(int value, String reason) {
        return (value & WITH_REASON) == 0 ? Optional.empty() : Optional.of(RecordReader.required(reason, "reason"));
    }

    private static String kindInShort(int value) {
        return StoredNumbers.KINDS.word(value & ~WITH_REASON);
    }

    static SignalData read(RecordReader in, Known device, Instant usual, String eventReason) {
        if (in.isInShort()) {
            int value = in.flags();
            return new SignalData(
                    kindInShort(value),
                    usual,
                    true,
                    reasonInShort(value, eventReason),
                    device.version(),
                    device.session(),
                    device.principal(),
                    device.address());
        }
        String kind = null;
        Instant at = usual;
        int flags = 0;
        Optional<String> reason = Optional.empty();
        OptionalLong version = OptionalLong.empty();
        Optional<String> session = Optional.empty();
        Optional<String> principal = Optional.empty();
        Optional<String> address = Optional.empty();
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case KIND -> kind = in.text(StoredNumbers.KINDS);
                case AT -> at = in.moment();
                case FLAGS -> flags = in.flags();
                case REASON -> reason = Optional.of(in.text(StoredNumbers.REASONS));
                case VERSION -> version = OptionalLong.of(in.number());
                case SESSION -> session = Optional.of(in.text());
                case PRINCIPAL -> principal = Optional.of(in.text());
                case ADDRESS -> address = Optional.of(in.text());
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new SignalData(
                RecordReader.required(kind, "kind of the signal"),
                at,
                (flags & NOT_CURRENT) == 0,
                reason,
                (flags & OWN_VERSION) == 0 ? device.version() : version,
                (flags & OWN_SESSION) == 0 ? device.session() : session,
                (flags & OWN_PRINCIPAL) == 0 ? device.principal() : principal,
                (flags & OWN_ADDRESS) == 0 ? device.address() : address);
    }

    static void write(RecordWriter out, int field, Evidence evidence, Instant usual, Optional<String> reason) {
        if (evidence.at().equals(usual) && inShort(out, field, evidence.kind(), evidence.detail(), reason)) {
            return;
        }
        int begun = out.begin(field);
        out.text(KIND, StoredNumbers.KINDS, evidence.kind());
        out.moment(AT, evidence.at(), usual);
        out.text(DETAIL, StoredNumbers.REASONS, evidence.detail());
        out.end(begun);
    }

    static Evidence readEvidence(RecordReader in, Instant usual, String eventReason) {
        if (in.isInShort()) {
            int value = in.flags();
            return new Evidence(kindInShort(value), usual, reasonInShort(value, eventReason));
        }
        String kind = null;
        Instant at = usual;
        Optional<String> detail = Optional.empty();
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case KIND -> kind = in.text(StoredNumbers.KINDS);
                case AT -> at = in.moment();
                case DETAIL -> detail = Optional.of(in.text(StoredNumbers.REASONS));
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new Evidence(RecordReader.required(kind, "kind of the evidence"), at, detail);
    }

    static void write(RecordWriter out, int field, Blind blind) {
        int begun = out.begin(field);
        out.text(SOURCE, blind.source());
        out.moment(SINCE, blind.since());
        out.end(begun);
    }

    static Blind readBlind(RecordReader in) {
        String source = null;
        Instant since = null;
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case SOURCE -> source = in.text();
                case SINCE -> since = in.moment();
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new Blind(
                RecordReader.required(source, "blind source"),
                RecordReader.required(since, "time since which it is blind"));
    }
}
