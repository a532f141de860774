package io.iotconnectivity.settings;

import io.iotconnectivity.event.Severity;
import io.iotconnectivity.presence.Asking;
import io.iotconnectivity.presence.ClassRule;
import io.iotconnectivity.presence.DeviceClass;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.ReasonPolicy;
import io.iotconnectivity.presence.StalePolicy;
import io.iotconnectivity.presence.ThingRule;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads {@code class.<name>.*}: the classes of devices, in the order in which they are written. */
final class ClassReader {
    static final KeyFamily FAMILY = KeyFamily.of(
                    "class",
                    "clients",
                    "group",
                    "thing-type",
                    "attribute",
                    "severity",
                    "stale.after",
                    "expected-back",
                    "hours",
                    "probe",
                    "storm-exempt",
                    "keep-alive.slo",
                    "escalate.after",
                    "exclude-planned",
                    "subscriptions",
                    SloReader.ENDING)
            .withMaps("grace");

    /** What devices without a class have; also in filters. */
    private static final String DEFAULT = "default";

    private static final String NEVER = "never";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MONTH = Duration.ofDays(31);

    private static final List<String> CONDITIONS = List.of("clients", "group", "thing-type", "attribute");

    private final Values values;
    private final Asking probing;
    private final DeafReader filters;

    /**
     * @param probing what a verdict waits for if the device is probed
     */
    ClassReader(Values values, Asking probing) {
        this.values = values;
        this.probing = probing;
        this.filters = new DeafReader(values);
    }

    /** Whether any class has its silent devices probed. */
    static boolean anyProbes(Values values) {
        return values.namesAsWritten(FAMILY).stream()
                .anyMatch(name -> values.text("class." + name + ".probe").equals("true"));
    }

    /** Whether any class depends on the things of its devices. */
    static boolean anyNeedsThings(Values values) {
        return values.namesAsWritten(FAMILY).stream()
                .anyMatch(name ->
                        values.isSet("class." + name + ".thing-type") || values.isSet("class." + name + ".attribute"));
    }

    /** Whether any class requires subscriptions. */
    static boolean anyRequiresSubscriptions(Values values) {
        return values.namesAsWritten(FAMILY).stream()
                .map(name -> values.text("class." + name + ".subscriptions"))
                .anyMatch(filters -> !filters.isEmpty() && !filters.equals(DeafReader.NOTHING));
    }

    /** What a variable in the environment has in the place of {@code <REASON>}, which AWS writes in upper case. */
    static String reason(String bare) {
        return bare.equalsIgnoreCase(DEFAULT) ? DEFAULT : bare;
    }

    /**
     * @param usual the policy of the default class
     */
    DeviceClasses read(Policy usual) {
        List<DeviceClasses.Entry> classes = new ArrayList<>();
        for (String name : values.namesAsWritten(FAMILY)) {
            String key = "class." + name + ".";
            if (!NAME.matcher(name).matches() || name.equals(DEFAULT)) {
                values.complain(
                        firstKey(key),
                        name.equals(DEFAULT)
                                ? "class.default is no class: policy.*, grace.default and stale.after are for devices without one"
                                : "a class is named by letters, digits, - and _, at most 64: rename " + key + "*");
                continue;
            }
            Policy policy = policy(key, of(key, name), usual);
            rule(key).ifPresent(rule -> classes.add(new DeviceClasses.Entry(rule, policy)));
        }
        if (classes.size() > DeviceClasses.MOST_CLASSES) {
            values.problem("class.* has more than " + DeviceClasses.MOST_CLASSES + " classes; merge some");
            return DeviceClasses.none(usual);
        }
        return new DeviceClasses(usual, classes);
    }

    private DeviceClass of(String key, String name) {
        String slo = key + "keep-alive.slo";
        return new DeviceClass(
                name,
                severity(key),
                expectedBack(key + "expected-back"),
                values.hours(key + "hours"),
                values.flag(key + "storm-exempt"),
                values.isSet(slo) ? Optional.of(values.duration(slo, SECOND, DAY)) : Optional.empty());
    }

    private String firstKey(String start) {
        return values.entries().keySet().stream()
                .filter(key -> key.startsWith(start))
                .findFirst()
                .orElse(start);
    }

    private Optional<ClassRule> rule(String key) {
        Optional<ClientPattern> clients = values.pattern(key + "clients");
        Optional<ClientPattern> group = values.pattern(key + "group");
        Optional<ThingRule> thing = thing(key);
        List<String> given = CONDITIONS.stream()
                .map(ending -> key + ending)
                .filter(values::isSet)
                .toList();
        if (given.isEmpty()) {
            values.complain(
                    firstKey(key),
                    key + "* needs a condition; set " + key + "clients, .group, .thing-type or .attribute");
        }
        if (group.isPresent()
                && Stream.of("pattern", "attribute", "thing-group", "ip-prefix")
                        .noneMatch(way -> values.isSet("group." + way))) {
            values.report(
                    key + "group", "matches no device, because no device has a group; set group.pattern or the like");
        }
        return clients.isEmpty() && group.isEmpty() && thing.isEmpty()
                ? Optional.empty()
                : Optional.of(new ClassRule(
                        clients,
                        group,
                        thing,
                        given.stream().map(values::asWritten).collect(Collectors.joining(" and "))));
    }

    private Optional<ThingRule> thing(String key) {
        Optional<ClientPattern> type = values.pattern(key + "thing-type");
        Optional<String> attribute = values.optional(key + "attribute");
        if (attribute.isEmpty()) {
            return type.map(pattern -> new ThingRule(Optional.of(pattern), Optional.empty(), Optional.empty()));
        }
        String text = attribute.get();
        int equals = text.indexOf('=');
        String name = text.substring(0, Math.max(0, equals)).strip();
        String value = text.substring(equals + 1).strip();
        if (!GroupReader.ATTRIBUTE.matcher(name).matches() || value.isEmpty()) {
            values.report(
                    key + "attribute", "is not <name>=<regular expression for the value>; write kind=meter or kind=.*");
            return Optional.empty();
        }
        try {
            return Optional.of(new ThingRule(type, Optional.of(name), Optional.of(ClientPattern.of(value))));
        } catch (IllegalArgumentException e) {
            values.report(key + "attribute", e.getMessage());
            return Optional.empty();
        }
    }

    private Asking asking(String key, Asking usual) {
        return values.isSet(key)
                ? new Asking(usual.check(), usual.log(), values.flag(key) ? probing.probe() : Optional.empty())
                : usual;
    }

    private Optional<Severity> severity(String key) {
        return values.isSet(key + "severity")
                ? Optional.of(values.word(key + "severity", Severity.WARNING, Severity.class, Severity::word))
                : Optional.empty();
    }

    private Policy policy(String key, DeviceClass of, Policy usual) {
        Optional<Duration> grace = grace(key + "grace." + DEFAULT);
        Map<Reason, ReasonPolicy> reasons = new HashMap<>();
        usual.reasons().forEach((reason, treatment) -> reasons.put(reason, in(of, grace, treatment)));
        Policy known = new Policy(
                reasons,
                grace.orElse(usual.defaultGrace()),
                usual.settle(),
                usual.presenceEvents(),
                asking(key + "probe", usual.asking()),
                silence(key + "stale.after", usual.silence()),
                Optional.of(of),
                usual.neverConnected(),
                filters.of(key + "subscriptions", usual.required()));
        Policy policy = of.expectedBack()
                .map(time -> asleep(of, time, usual))
                .map(sleep -> known.with(Reason.CLIENT_INITIATED_DISCONNECT, sleep))
                .orElse(known);
        for (String each : values.entries().keySet()) {
            Optional<KeyFamily.Member> member =
                    FAMILY.member(each).filter(one -> one.ending().equals("grace"));
            if (member.isPresent()
                    && each.startsWith(key)
                    && !member.get().entry().equals(DEFAULT)) {
                Reason reason = new Reason(member.get().entry());
                ReasonPolicy others = policy.of(reason);
                policy = policy.with(
                        reason,
                        new ReasonPolicy(others.cause(), grace(each).orElse(others.grace()), others.severity()));
            }
        }
        return policy;
    }

    /** What nobody needs a ticket for does not become one, nor wait for one. */
    private static ReasonPolicy in(DeviceClass of, Optional<Duration> grace, ReasonPolicy usual) {
        return usual.severity() == Severity.NONE
                ? usual
                : new ReasonPolicy(
                        usual.cause(),
                        grace.orElse(usual.grace()),
                        of.severity().orElse(usual.severity()));
    }

    /** A goodbye means what it means to any device until the device is overdue; then it is worth a ticket. */
    private static ReasonPolicy asleep(DeviceClass of, Duration time, Policy usual) {
        ReasonPolicy goodbye = usual.of(Reason.CLIENT_INITIATED_DISCONNECT);
        Severity overdue = goodbye.severity() == Severity.NONE ? Severity.WARNING : goodbye.severity();
        return new ReasonPolicy(goodbye.cause(), time, of.severity().orElse(overdue));
    }

    private Optional<Duration> expectedBack(String key) {
        return values.isSet(key) ? Optional.of(values.duration(key, SECOND, MONTH)) : Optional.empty();
    }

    private Optional<Duration> grace(String key) {
        if (!values.isSet(key)) {
            return Optional.empty();
        }
        Duration grace = values.duration(key, Duration.ZERO, DAY);
        return Optional.of(grace.isNegative() ? Duration.ZERO : grace);
    }

    private StalePolicy silence(String key, StalePolicy usual) {
        if (!values.isSet(key)) {
            return usual;
        }
        return values.text(key).equals(NEVER)
                ? StalePolicy.ALLOWED
                : new StalePolicy(List.of(), Optional.of(values.duration(key, SECOND, MONTH)));
    }
}
