package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.decide.Deadline;
import io.iotconnectivity.decide.Decider;
import io.iotconnectivity.decide.IncidentDecider;
import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.engine.Committed;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.engine.codec.UnsupportedRecord;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The stage that applies the incident rules to one partition of the topic {@code cases-in}. What the rules answer
 * goes back to the device stage, through the topic {@code signals}.
 */
final class IncidentStage implements Processor<String, byte[], String, byte[]> {
    private final IncidentDecider decider;
    private final IncidentRules rules;
    private final StageNode node;
    private final EventCodec events = new EventCodec();
    private final CaseRecords records = new CaseRecords();
    private final DeviceRecords answers = new DeviceRecords();
    private ProcessorContext<String, byte[]> context;
    private IncidentStageState state;
    private Ticks ticks;

    IncidentStage(IncidentRules rules, StageNode node) {
        this.decider = new IncidentDecider(rules);
        this.rules = rules;
        this.node = node;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> assigned) {
        context = assigned;
        state = new IncidentStageState(
                new CaseStore(assigned.getStateStore(StageStores.CASES)),
                new ShownStore(assigned.getStateStore(StageStores.SHOWN)),
                new CasesDue(new DueStore(assigned.getStateStore(StageStores.CASES_DUE))),
                rules,
                assigned,
                node.incidentSteps(),
                node.clock().instant());
        ticks = new Ticks(assigned, Topics.CASES_IN, node.clock());
        ticks.lookEvery(node.looks(), now -> !mustWait(now) && state.due().hasCome(now));
    }

    @Override
    public void process(Record<String, byte[]> record) {
        Instant now = Instant.ofEpochMilli(record.timestamp());
        try {
            CaseRecord read = records.read(record.value());
            state.at(now);
            if (read instanceof CaseRecord.Told told) {
                take(told, client(record.key()), now);
            } else if (read instanceof CaseRecord.Tick) {
                ticks.arrived();
                fire(now);
            } else if (read instanceof CaseRecord.Silenced silenced) {
                state.set(silenced.silence());
                toAll(new Committed.Silenced(silenced.silence()));
            } else if (read instanceof CaseRecord.Unsilenced unsilenced) {
                state.endSilence(unsilenced.id());
                toAll(new Committed.Unsilenced(unsilenced.id()));
            } else if (read instanceof CaseRecord.Sighted sighted) {
                answer(decider.sighted(sighted.sight(), state, now), 1, Optional.empty(), now);
            } else if (read instanceof CaseRecord.Measured measured) {
                answer(decider.measured(measured.reading(), state, now), 1, Optional.empty(), now);
            } else if (read instanceof CaseRecord.Noted noted) {
                decider.noted(noted.incidentId(), noted.note(), state, now);
            } else if (read instanceof CaseRecord.Compared compared) {
                decider.compared(compared.incidentId(), compared.common(), state, now);
            } else if (read instanceof CaseRecord.Held held) {
                state.hold(held);
                toAll(new Committed.Held(state.heldUntil()));
            } else if (read instanceof CaseRecord.Imported imported) {
                state.take(imported, record.key());
            } else if (read instanceof CaseRecord.BlindNow blind) {
                state.learn(blind);
            }
        } catch (UnsupportedRecord e) {
            throw e;
        } catch (MalformedRecord e) {
            state.letters().unreadable(Topics.CASES_IN, record, e.getMessage(), now);
        }
        state.buryDamage();
        node.incidentSteps().stepped(now);
    }

    /** What all shards are told is recorded by the first. */
    private void toAll(Committed.Item item) {
        if (context.taskId().partition() == 0) {
            node.incidentSteps().add(item);
        }
    }

    private static ClientId client(String key) {
        try {
            return new ClientId(key);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new MalformedRecord("its key is no client id", e);
        }
    }

    private void take(CaseRecord.Told told, ClientId client, Instant now) {
        Event event = events.read(told.event());
        Presence presence = state.knows(client, told.presence());
        state.follows(told.trace());
        answer(decider.on(client, event, told.event(), state, now), told.round(), told.trace(), now);
        if (presence.isUnseen()) {
            state.forgets(client);
        }
    }

    private void answer(List<Signal> signals, int round, Optional<String> trace, Instant now) {
        for (Signal signal : signals) {
            if (round < Decider.MOST_ROUNDS) {
                byte[] answer = answers.write(new DeviceRecord.Heard(signal, round + 1, trace));
                context.forward(new Record<>(signal.client().value(), answer, now.toEpochMilli()), Topics.SIGNALS);
            } else {
                state.letters().unprocessed(signal, "the rules answer each other without end", Optional.empty(), now);
            }
        }
    }

    private void fire(Instant now) {
        if (mustWait(now)) {
            return;
        }
        for (int fired = 0; fired < Ticks.MOST_FIRED; fired++) {
            Optional<CasesDue.Come> due = state.due().take(now);
            if (due.isEmpty()) {
                return;
            }
            String name = due.get().name();
            answer(
                    due.get().of() == Deadline.GROUP
                            ? decider.groupDue(name, state, now)
                            : decider.caseDue(new ClientId(name), state, now),
                    1,
                    Optional.empty(),
                    now);
        }
        ticks.append(now);
    }

    private boolean mustWait(Instant now) {
        return node.holds(now) || state.heldUntil().isAfter(now);
    }
}
