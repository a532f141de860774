package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.engine.Committed;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.incident.Cases;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.incident.Outcome;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.signal.Printable;
import io.iotconnectivity.signal.Signal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one batch asks the rules about incidents, and what becomes of their answers. A step that they fail on changes nothing
 * about incidents and is a dead letter; the devices' own steps stand.
 */
final class IncidentSteps {
    private static final Logger LOG = LoggerFactory.getLogger(IncidentSteps.class);

    private final Tables tables;
    private final IncidentRules rules;
    private final IncidentMemory memory;
    private final CloudEvents codec;
    private final Instant now;
    private final DeviceRows devices;
    private final NewEvents log;
    private final IncidentRows rows;
    private final List<Committed.Item> story;

    IncidentSteps(
            Tables tables,
            IncidentRules rules,
            IncidentMemory memory,
            CloudEvents codec,
            Instant now,
            DeviceRows devices,
            NewEvents log,
            List<Committed.Item> story) {
        this.tables = tables;
        this.rules = rules;
        this.memory = memory;
        this.codec = codec;
        this.now = now;
        this.devices = devices;
        this.log = log;
        this.story = story;
        this.rows = new IncidentRows(tables.incidents());
    }

    /**
     * A device has an event.
     *
     * @param body the same as JSON
     * @return what the other rules are to be told
     */
    List<Signal> on(Event event, byte[] body) throws SQLException {
        try {
            return step(cases -> rules.on(event, cases, now));
        } catch (RuntimeException | StackOverflowError e) {
            failed(
                    Optional.of(event.subject()),
                    Optional.of(event.id()),
                    body,
                    event.type().shortName(),
                    e);
            return List.of();
        }
    }

    /** The deadline of a device's case has come. */
    List<Signal> due(DeviceRows.Device device) throws SQLException {
        try {
            Optional<Instant> deadline = device.incidentCase().deadline();
            if (hasMovedOn(deadline)) {
                return List.of();
            }
            story.add(new Committed.Due(Committed.Of.CASE, device.client().value(), deadline.orElseThrow()));
            List<Signal> signals = step(cases -> rules.due(device.client(), cases, now));
            device.askedAboutCase(deadline);
            return signals;
        } catch (RuntimeException | StackOverflowError e) {
            failed(Optional.of(device.client().value()), Optional.empty(), new byte[0], "the deadline of its case", e);
            device.dropCaseDeadline();
            return List.of();
        }
    }

    /** The deadline of a group's case has come. */
    List<Signal> due(String name) throws SQLException {
        try {
            IncidentRows.Group group = rows.group(name);
            Optional<Instant> deadline = group.held().deadline();
            if (hasMovedOn(deadline)) {
                return List.of();
            }
            story.add(new Committed.Due(Committed.Of.GROUP, name, deadline.orElseThrow()));
            List<Signal> signals = step(cases -> rules.due(name, cases, now));
            group.asked(deadline);
            return signals;
        } catch (RuntimeException | StackOverflowError e) {
            failed(Optional.empty(), Optional.empty(), new byte[0], "the deadline of group " + name, e);
            tables.incidents().dropGroupDeadline(name);
            return List.of();
        }
    }

    /** A source of ours is blind, or sees again. */
    List<Signal> sighted(Sight sight) throws SQLException {
        try {
            int before = story.size();
            List<Signal> signals = step(cases -> rules.sighted(sight, cases, now));
            if (story.size() > before) {
                story.add(before, new Committed.Sighted(sight));
            }
            return signals;
        } catch (RuntimeException | StackOverflowError e) {
            failed(Optional.empty(), Optional.empty(), new byte[0], "what is heard by " + sight.source(), e);
            return List.of();
        }
    }

    /** An earlier step of the batch may have moved what was due when the batch began. */
    private boolean hasMovedOn(Optional<Instant> deadline) {
        return deadline.isEmpty() || deadline.get().isAfter(now);
    }

    private List<Signal> step(Function<Cases, Outcome> rule) throws SQLException {
        StagedCases cases = new StagedCases(tables, devices, rows, memory);
        Outcome outcome;
        List<Told> told = new ArrayList<>();
        try {
            outcome = rule.apply(cases);
            for (Event event : outcome.events()) {
                IncidentData incident = event.incident().orElseThrow();
                told.add(new Told(
                        event,
                        codec.write(event),
                        incident,
                        tables.cases().incidents.write(incident)));
            }
            cases.apply();
        } catch (StagedCases.Unreadable e) {
            throw e.sql();
        }
        for (Told each : told) {
            IncidentRows.Incident row = rows.incident(each.incident().incidentId());
            long seq = log.append(each.event(), row.lastEvent(), each.body());
            row.latest(each.incident(), each.json(), seq);
            story.add(new Committed.Told(each.event()));
        }
        for (Decision decision : outcome.decisions()) {
            tables.incidents().add(decision);
        }
        return outcome.signals();
    }

    private void failed(Optional<String> clientId, Optional<String> eventId, byte[] body, String what, Throwable why)
            throws SQLException {
        LOG.error(
                "{}: no incident begins or ends, the rules failed on {}",
                Printable.of(clientId.orElse("no device")),
                Printable.of(what),
                why);
        byte[] payload = body.length > 0 ? body : what.getBytes(StandardCharsets.UTF_8);
        tables.buryUndecided(clientId, eventId, payload, "the rules about incidents failed on it: " + why, now);
    }

    /** Writes what the steps left. */
    void save() throws SQLException {
        rows.save();
    }

    /** An event of an incident, ready to be written. */
    private record Told(Event event, byte[] body, IncidentData incident, byte[] json) {}
}
