package io.iotconnectivity.presence;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.signal.Signal.ProbeResult;
import io.iotconnectivity.signal.Signal.TimerDue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Simulates one device, signal by signal. Time advances only by {@link #passes} and {@link #until}, which deliver the
 * deadlines that fall due on the way.
 */
public final class Story {
    /** When every story begins. */
    public static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    private ClassedMachine machine;
    private final ClientId client;
    private final List<Event> events = new ArrayList<>();
    private final List<Effect> asked = new ArrayList<>();
    private Presence presence;
    private Instant now = START;

    private Story(DeviceClasses classes, String id) {
        this.machine = new ClassedMachine(classes);
        this.client = new ClientId(id);
        this.presence = Presence.unseen(client);
    }

    public static Story device(String id) {
        return device(id, Policy.defaults());
    }

    public static Story device(String id, Policy policy) {
        return new Story(DeviceClasses.none(policy), id);
    }

    public static Story device(String id, DeviceClasses classes) {
        return new Story(classes, id);
    }

    /** The application restarts with other settings; the state of the device is kept. */
    public Story startsAgainWith(Policy policy) {
        return startsAgainWith(DeviceClasses.none(policy));
    }

    /** The same with classes. */
    public Story startsAgainWith(DeviceClasses classes) {
        machine = new ClassedMachine(classes);
        return this;
    }

    public Story passes(Duration time) {
        return until(now.plus(time));
    }

    public Story passesMinutes(long minutes) {
        return passes(Duration.ofMinutes(minutes));
    }

    public Story passesSeconds(long seconds) {
        return passes(Duration.ofSeconds(seconds));
    }

    public Story until(Instant moment) {
        while (presence.deadline().filter(due -> !due.isAfter(moment)).isPresent()) {
            Instant due = presence.deadline().orElseThrow();
            now = due.isAfter(now) ? due : now;
            take(new TimerDue(client, due));
        }
        now = moment.isAfter(now) ? moment : now;
        return this;
    }

    /** Lets every outstanding deadline fire. */
    public Story toItsEnd() {
        return passes(Duration.ofHours(1));
    }

    public Story connects(long version) {
        return connects(version, now);
    }

    public Story connects(long version, Instant at) {
        return take(new Signal.Connected(client, at, connection(version)));
    }

    public Story drops(long version, Reason reason) {
        return drops(version, reason, now);
    }

    public Story drops(long version, Reason reason, Instant at) {
        return take(new Signal.Disconnected(client, at, connection(version), reason));
    }

    public Story connectsWithoutVersion(String session, Instant at) {
        return take(new Signal.Connected(client, at, sessionOnly(session)));
    }

    public Story dropsWithoutVersion(String session, Reason reason, Instant at) {
        return take(new Signal.Disconnected(client, at, sessionOnly(session), reason));
    }

    public Story isRefused() {
        return take(new Signal.ConnectFailed(client, now, Connection.UNKNOWN, new Reason("AUTHORIZATION_FAILED")));
    }

    public Story leavesWill() {
        return take(new Signal.LastWill(client, now));
    }

    public Story saysItIsBack() {
        return take(new Signal.SignOfLife(client, now));
    }

    /** AWS answers whether the device is connected. */
    public Story isSaidToBe(Connectivity found) {
        return take(new Signal.Checked(client, now, found));
    }

    public Story isIndexedAs(Connectivity found) {
        return take(new Signal.Reconciled(client, now, found));
    }

    /** The IoT log answers the latest query. */
    public Story isDiagnosed(Diagnosis found) {
        Effect.LookUp question = asked.stream()
                .filter(Effect.LookUp.class::isInstance)
                .map(Effect.LookUp.class::cast)
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError("the log was not asked"));
        return isDiagnosed(question.at(), found);
    }

    /** The IoT log answers a query about what happened then. */
    public Story isDiagnosed(Instant at, Diagnosis found) {
        return take(new Signal.Diagnosed(client, at, found));
    }

    public Story isProbed(ProbeResult result) {
        return take(new Signal.Probed(client, now, result));
    }

    /** An enrich route tells what it knows. */
    public Story isTold(String route, Map<String, String> fields) {
        return take(new Signal.Enriched(client, now, route, Optional.of(new Extra(fields))));
    }

    /** An enrich route gives no answer. */
    public Story isToldNothing(String route) {
        return take(new Signal.Enriched(client, now, route, Optional.empty()));
    }

    public Story isRetired() {
        return isRetired(LifeChange.byOperator(Optional.of("anna"), Optional.of("scrapped")));
    }

    public Story isRetired(LifeChange by) {
        return take(new Signal.Retired(client, now, by));
    }

    public Story isRestored() {
        return take(new Signal.Restored(
                client, now, LifeChange.byOperator(Optional.of("ben"), Optional.of("still in use"))));
    }

    /** AWS has ended its connection at somebody's request. */
    public Story isCutOff(LifeChange by) {
        return take(new Signal.CutOff(client, now, by));
    }

    /** It is forgotten if nothing was heard of it for that long. */
    public Story isForgottenAfter(Duration unheard) {
        return take(new Signal.Forgotten(client, now, now.minus(unheard)));
    }

    /** The queries so far, by kind: {@code Check}, {@code LookUp}, {@code Probe}, {@code Enrich}. */
    public List<String> asked() {
        return asked.stream().map(effect -> effect.getClass().getSimpleName()).toList();
    }

    public Story take(Signal signal) {
        Step step = machine.step(presence, signal, now);
        presence = step.after();
        events.addAll(step.events());
        asked.addAll(step.effects());
        return this;
    }

    public Instant now() {
        return now;
    }

    public Instant ago(Duration time) {
        return now.minus(time);
    }

    public Presence presence() {
        return presence;
    }

    public Verdict verdict() {
        return presence.state();
    }

    public List<Event> events() {
        return events;
    }

    /** The kinds of the signals in the history; {@code past} for one about an older connection. */
    public List<String> recorded() {
        return events.stream()
                .filter(event -> event.type() == EventType.DEVICE_SIGNAL)
                .map(event -> event.device().orElseThrow().signal().orElseThrow())
                .map(signal -> signal.kind() + (signal.current() ? "" : " past"))
                .toList();
    }

    /** The events that announce something, in short form: {@code offline}, {@code online}, {@code rejected}. */
    public List<String> announced() {
        return events.stream()
                .filter(event -> event.type() != EventType.DEVICE_SIGNAL)
                .map(event -> event.type().shortName().substring("device.".length()))
                .toList();
    }

    public Event last(EventType type) {
        return events.stream()
                .filter(event -> event.type() == type)
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError("no " + type.shortName() + " among " + events));
    }

    private static Connection connection(long version) {
        return new Connection(
                OptionalLong.of(version),
                Optional.empty(),
                Optional.of("certificate"),
                Optional.of("192.0.2.1"),
                Optional.empty());
    }

    private static Connection sessionOnly(String session) {
        return new Connection(
                OptionalLong.empty(),
                Optional.of(session).filter(s -> !s.isEmpty()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
