package io.iotconnectivity.engine.codec;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.Common;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.incident.Burn;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.incident.GroupCase.Crowd;
import io.iotconnectivity.incident.GroupCase.Flaps;
import io.iotconnectivity.incident.GroupCase.GroupFlapping;
import io.iotconnectivity.incident.SharedExtra;
import io.iotconnectivity.incident.SloCase;
import io.iotconnectivity.incident.Storm;
import io.iotconnectivity.incident.Ticket;
import io.iotconnectivity.incident.Trouble;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.ExtraField;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The codec of a group's incident case: a {@linkplain RecordWriter sealed record} keyed by the group's name. Fields
 * are in ascending order, and some refer to earlier ones. Thread-safe.
 */
public final class GroupCaseCodec {
    /** When the storm last changed, or else the deadline; absent if there is neither. */
    private static final int BASE = 1;

    private static final int BASE_PART = 2;
    private static final int DEADLINE = 3;
    private static final int STORM = 4;
    private static final int FLAPS = 5;
    private static final int CROWD = 6;
    private static final int FLAPPING = 7;
    private static final int SLO = 8;

    private static final int TICKET = 1;
    private static final int GROUP = 2;
    private static final int JOINED = 3;
    private static final int DOWN = 4;
    private static final int DEVICE = 5;
    private static final int SEVERITY = 6;
    private static final int HOW = 7;
    private static final int CAUSE_COUNT = 8;
    private static final int REASON = 9;
    private static final int CHANGED_AT = 10;
    private static final int STORM_FLAGS = 11;
    private static final int CLASS = 12;
    private static final int COMMON = 13;
    private static final int UNTOLD = 1;
    private static final int COMMON_EXTRA = 20;
    private static final int EXTRA_VALUES = 21;
    private static final int EXTRA_TOLD = 22;

    private static final int ROUTE = 1;
    private static final int FIELD = 2;
    private static final int VALUE = 3;

    private static final int CAUSE = 1;
    private static final int COUNT = 2;

    private static final int FLAP_COUNT = 1;
    private static final int FLAPS_SINCE = 2;

    private static final int BURN = 2;
    private static final int SLO_FLAGS = 3;
    private static final int EXHAUSTED = 1;

    private static final int FROM = 1;
    private static final int TO = 2;

    private final StoredJson<GroupCase> json = new StoredJson<>(GroupCase.class);
    private final boolean strict;

    /**
     * @param strict whether to refuse what a later version has added
     */
    GroupCaseCodec(boolean strict) {
        this.strict = strict;
    }

    /** Encodes a case for {@link #read}. */
    public byte[] write(GroupCase group) {
        RecordWriter out = RecordWriter.sealed(group.name());
        Optional<Instant> base = group.storm().map(Storm::changedAt).or(group::deadline);
        if (base.isPresent()) {
            out.base(BASE, base.get());
        }
        out.moment(DEADLINE, group.deadline());
        if (group.storm().isPresent()) {
            write(out, group.storm().get());
        }
        if (group.flaps().isPresent()) {
            int begun = out.begin(FLAPS);
            out.number(FLAP_COUNT, group.flaps().get().count());
            out.moment(FLAPS_SINCE, group.flaps().get().since());
            out.end(begun);
        }
        for (Crowd crowd : group.crowds()) {
            int begun = out.begin(CROWD);
            out.moment(FROM, crowd.from());
            out.moment(TO, crowd.to());
            out.end(begun);
        }
        if (group.flapping().isPresent()) {
            GroupFlapping flapping = group.flapping().get();
            int begun = out.begin(FLAPPING);
            TicketFields.write(out, TICKET, flapping.ticket(), null);
            out.text(GROUP, flapping.group());
            out.number(JOINED, flapping.count());
            out.texts(DEVICE, flapping.devices());
            out.end(begun);
        }
        if (group.slo().isPresent()) {
            write(out, group.slo().get());
        }
        return out.seal(group.name());
    }

    private static void write(RecordWriter out, SloCase slo) {
        int begun = out.begin(SLO);
        TicketFields.write(out, TICKET, slo.ticket(), null);
        slo.burning().forEach(burn -> out.constant(BURN, StoredNumbers.BURNS, burn));
        out.flags(SLO_FLAGS, slo.exhausted() ? EXHAUSTED : 0);
        out.end(begun);
    }

    private static void write(RecordWriter out, Storm storm) {
        int begun = out.begin(STORM);
        TicketFields.write(out, TICKET, storm.ticket(), null);
        out.text(GROUP, storm.group());
        out.number(JOINED, storm.joined());
        out.number(DOWN, storm.down());
        out.texts(DEVICE, storm.devices());
        out.constant(SEVERITY, StoredNumbers.SEVERITIES, storm.severity());
        out.constant(HOW, StoredNumbers.TROUBLES, storm.how());
        for (Map.Entry<Cause, Integer> cause : storm.causes().entrySet()) {
            int counted = out.begin(CAUSE_COUNT);
            out.constant(CAUSE, StoredNumbers.CAUSES, cause.getKey());
            out.number(COUNT, cause.getValue());
            out.end(counted);
        }
        out.text(REASON, StoredNumbers.REASONS, storm.reason());
        out.moment(CHANGED_AT, storm.changedAt());
        out.flags(STORM_FLAGS, storm.untold() ? UNTOLD : 0);
        out.texts(CLASS, storm.classes());
        if (storm.common().isPresent()) {
            out.bytes(COMMON, CommonCodec.write(storm.common().get()));
        }
        write(out, storm.extra());
        out.end(begun);
    }

    private static void write(RecordWriter out, SharedExtra extra) {
        extra.common().forEach((route, told) -> ExtraFields.write(out, COMMON_EXTRA, route, told));
        extra.values().forEach((field, values) -> {
            int begun = out.begin(EXTRA_VALUES);
            out.text(ROUTE, field.route());
            out.text(FIELD, field.name());
            out.texts(VALUE, values);
            out.end(begun);
        });
        if (extra.told() > 0) {
            out.number(EXTRA_TOLD, extra.told());
        }
    }

    /**
     * Decodes the case of this group. Also reads what earlier versions have written.
     *
     * @throws MalformedRecord if it is damaged, or belongs to another group
     */
    public GroupCase read(String name, byte[] stored) {
        if (StoredForm.isJson(stored)) {
            GroupCase read = StoredForm.ofJson(json, stored, this::write);
            if (!name.equals(read.name())) {
                throw new MalformedRecord("it is about another group");
            }
            return read;
        }
        return StoredForm.reading(() -> read(name, RecordReader.sealed(name, stored, strict)));
    }

    private static GroupCase read(String name, RecordReader in) {
        Optional<Instant> deadline = Optional.empty();
        Optional<Storm> storm = Optional.empty();
        Optional<Flaps> flaps = Optional.empty();
        List<Crowd> crowds = new ArrayList<>();
        Optional<GroupFlapping> flapping = Optional.empty();
        Optional<SloCase> slo = Optional.empty();
        while (in.next()) {
            switch (in.field()) {
                case BASE -> in.base();
                case BASE_PART -> in.basePart();
                case DEADLINE -> deadline = Optional.of(in.moment());
                case STORM -> storm = Optional.of(readStorm(in));
                case FLAPS -> flaps = Optional.of(readFlaps(in));
                case CROWD -> crowds.add(readCrowd(in));
                case FLAPPING -> flapping = Optional.of(readFlapping(in));
                case SLO -> slo = Optional.of(readSlo(in));
                default -> in.skip();
            }
        }
        return new GroupCase(name, storm, flaps, crowds, flapping, slo, deadline);
    }

    private static Storm readStorm(RecordReader in) {
        Ticket ticket = null;
        String group = null;
        int joined = 0;
        int down = 0;
        List<String> devices = new ArrayList<>();
        Severity severity = null;
        Trouble.How how = null;
        Map<Cause, Integer> causes = new EnumMap<>(Cause.class);
        String reason = null;
        Instant changedAt = null;
        int flags = 0;
        List<String> classes = new ArrayList<>(0);
        Common shared = null;
        Map<String, Extra> common = new HashMap<>(0);
        SortedMap<ExtraField, List<String>> values = new TreeMap<>();
        int told = 0;
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case TICKET -> ticket = TicketFields.read(in, null);
                case GROUP -> group = in.text();
                case JOINED -> joined = in.smallNumber();
                case DOWN -> down = in.smallNumber();
                case DEVICE -> devices.add(in.text());
                case SEVERITY -> severity = in.constant(StoredNumbers.SEVERITIES);
                case HOW -> how = in.constant(StoredNumbers.TROUBLES);
                case CAUSE_COUNT -> readCause(in, causes);
                case REASON -> reason = in.text(StoredNumbers.REASONS);
                case CHANGED_AT -> changedAt = in.moment();
                case STORM_FLAGS -> flags = in.flags();
                case CLASS -> classes.add(in.text());
                case COMMON -> shared = CommonCodec.read(in.bytes());
                case COMMON_EXTRA -> ExtraFields.read(in, (route, at, extra) -> common.put(route, extra));
                case EXTRA_VALUES -> readValues(in, values);
                case EXTRA_TOLD -> told = in.smallNumber();
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new Storm(
                RecordReader.required(ticket, "incident of the storm"),
                Optional.ofNullable(group),
                joined,
                down,
                devices,
                RecordReader.required(severity, "severity"),
                RecordReader.required(how, "kind of the trouble"),
                causes,
                Optional.ofNullable(reason),
                RecordReader.required(changedAt, "time of the latest change"),
                (flags & UNTOLD) != 0,
                classes,
                new SharedExtra(common, values, told),
                Optional.ofNullable(shared));
    }

    private static void readValues(RecordReader in, Map<ExtraField, List<String>> all) {
        String route = null;
        String field = null;
        List<String> values = new ArrayList<>();
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case ROUTE -> route = in.text();
                case FIELD -> field = in.text();
                case VALUE -> values.add(in.text());
                default -> in.skip();
            }
        }
        in.leave(outer);
        all.put(
                new ExtraField(
                        RecordReader.required(route, "name of the enrich route"),
                        RecordReader.required(field, "name of a field")),
                List.copyOf(values));
    }

    private static void readCause(RecordReader in, Map<Cause, Integer> causes) {
        Cause cause = null;
        int count = 0;
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case CAUSE -> cause = in.constant(StoredNumbers.CAUSES);
                case COUNT -> count = in.smallNumber();
                default -> in.skip();
            }
        }
        in.leave(outer);
        causes.put(RecordReader.required(cause, "cause"), count);
    }

    private static Flaps readFlaps(RecordReader in) {
        int count = 0;
        Instant since = null;
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case FLAP_COUNT -> count = in.smallNumber();
                case FLAPS_SINCE -> since = in.moment();
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new Flaps(count, RecordReader.required(since, "beginning of the flaps"));
    }

    private static Crowd readCrowd(RecordReader in) {
        Instant from = null;
        Instant to = null;
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case FROM -> from = in.moment();
                case TO -> to = in.moment();
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new Crowd(
                RecordReader.required(from, "first of the drops"), RecordReader.required(to, "last of the drops"));
    }

    private static GroupFlapping readFlapping(RecordReader in) {
        Ticket ticket = null;
        String group = null;
        List<String> devices = new ArrayList<>();
        int count = 0;
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case TICKET -> ticket = TicketFields.read(in, null);
                case GROUP -> group = in.text();
                case JOINED -> count = in.smallNumber();
                case DEVICE -> devices.add(in.text());
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new GroupFlapping(
                RecordReader.required(ticket, "incident of the group"), Optional.ofNullable(group), devices, count);
    }

    private static SloCase readSlo(RecordReader in) {
        Ticket ticket = null;
        Set<Burn> burning = EnumSet.noneOf(Burn.class);
        int flags = 0;
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case TICKET -> ticket = TicketFields.read(in, null);
                case BURN -> burning.add(in.constant(StoredNumbers.BURNS));
                case SLO_FLAGS -> flags = in.flags();
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new SloCase(
                RecordReader.required(ticket, "incident of the error budget"), burning, (flags & EXHAUSTED) != 0);
    }
}
