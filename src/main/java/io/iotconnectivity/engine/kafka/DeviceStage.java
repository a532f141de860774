package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.decide.DeviceDecider;
import io.iotconnectivity.engine.codec.InboxKey;
import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.engine.codec.UnsupportedRecord;
import io.iotconnectivity.signal.ClientId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The stage that applies the device rules to one partition of the topic {@code signals}. The present is the time at
 * which Kafka appended the record, so a partition that is read again is decided again in the same way.
 */
final class DeviceStage implements Processor<String, byte[], String, byte[]> {
    /** The incident stage is told of a backlog that lasts this much longer, so that it need not be told often. */
    private static final Duration FORESIGHT = Duration.ofSeconds(2);

    private static final String BACKLOG = "backlog-";

    private final DeviceDecider decider;
    private final StageNode node;
    private final DeviceRecords records = new DeviceRecords();
    private final CaseRecords cases = new CaseRecords();
    private ProcessorContext<String, byte[]> context;
    private DeviceStageState state;
    private PartitionStore holds;
    private Ticks ticks;
    /** Until when the incident stage waits for our backlog. */
    private Instant toldUntil = Instant.MIN;

    DeviceStage(DeviceDecider decider, StageNode node) {
        this.decider = decider;
        this.node = node;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> assigned) {
        context = assigned;
        holds = new PartitionStore(assigned.getStateStore(StageStores.PARTITION));
        state = new DeviceStageState(
                new DeviceStore(assigned.getStateStore(StageStores.DEVICES)),
                new DueStore(assigned.getStateStore(StageStores.DEVICES_DUE)),
                holds.blind(),
                new DeadLetterTopic(assigned),
                new EffectTopic(assigned),
                node.deviceSteps());
        ticks = new Ticks(assigned, Topics.SIGNALS, node.clock());
        ticks.lookEvery(
                node.looks(),
                now -> !mustWait(now) && state.due().first(holds.mayFire(now)).isPresent());
        node.begins(assigned.taskId().partition(), state.backlog());
    }

    @Override
    public void process(Record<String, byte[]> record) {
        Instant now = Instant.ofEpochMilli(record.timestamp());
        DeviceRecord read;
        try {
            read = records.read(record.key(), record.value());
        } catch (UnsupportedRecord e) {
            throw e;
        } catch (MalformedRecord e) {
            state.letters().unreadable(Topics.SIGNALS, record, e.getMessage(), now);
            return;
        }
        state.at(now);
        if (read instanceof DeviceRecord.Heard heard) {
            take(heard, now);
        } else if (read instanceof DeviceRecord.Tick) {
            ticks.arrived();
            fire(now);
        } else if (read instanceof DeviceRecord.Held held) {
            holds.put(held, now);
        } else if (read instanceof DeviceRecord.HeardUpTo heard) {
            holds.put(heard, record.value());
            fire(now);
        } else if (read instanceof DeviceRecord.BlindNow blind) {
            holds.put(blind, record.value());
            state.blind(blind.sources());
        } else if (read instanceof DeviceRecord.Imported imported) {
            state.take(imported);
        }
        node.deviceSteps().stepped(now);
    }

    private void take(DeviceRecord.Heard heard, Instant now) {
        ClientId client = heard.signal().client();
        Optional<InboxKey> key = InboxKey.of(heard.signal());
        if (key.isPresent() && state.hasHeard(client, key.get())) {
            return;
        }
        state.hears(client, key);
        Optional<String> trace =
                heard.trace().isEmpty() && heard.signal().kind().followsFromEarlier()
                        ? state.trace(client)
                        : heard.trace();
        state.follows(trace);
        decider.take(heard.signal(), state, now, told(heard.round(), trace, now));
        state.heard();
        tellBacklog(now);
    }

    /** Its deadlines, too, must wait until what is unread here has been read. */
    private void tellBacklog(Instant now) {
        if (state.backlog().holds(now) && state.backlog().until().isAfter(toldUntil)) {
            toldUntil = state.backlog().until().plus(FORESIGHT);
            String holder = BACKLOG + context.taskId().partition();
            byte[] held = cases.write(new CaseRecord.Held(holder, toldUntil));
            context.forward(new Record<>(null, held, now.toEpochMilli()), Topics.CASES_IN);
        }
    }

    private DeviceDecider.Appended told(int round, Optional<String> trace, Instant now) {
        return (client, event, body) -> {
            forward(Topics.EVENTS, client.value(), body, trace, now);
            byte[] told = cases.write(new CaseRecord.Told(round, trace, state.encoded(client), body));
            forward(Topics.CASES_IN, client.value(), told, Optional.empty(), now);
            OpenTopic.changes(event, (key, value) -> forward(Topics.OPEN, key, value, Optional.empty(), now));
        };
    }

    private void forward(String to, String key, byte[] value, Optional<String> trace, Instant now) {
        Record<String, byte[]> record = new Record<>(key, value, now.toEpochMilli());
        trace.ifPresent(text -> record.headers().add(Topics.TRACE, text.getBytes(StandardCharsets.US_ASCII)));
        context.forward(record, to);
    }

    /** Fires the deadlines that have come, the earliest first. */
    private void fire(Instant now) {
        if (mustWait(now)) {
            return;
        }
        Instant latest = holds.mayFire(now);
        for (int fired = 0; fired < Ticks.MOST_FIRED; fired++) {
            Optional<DueStore.Due> due = state.due().first(latest);
            if (due.isEmpty()) {
                return;
            }
            ClientId client = new ClientId(due.get().what());
            // Removed whatever the rules do: otherwise one that they leave unchanged would fire forever.
            state.due().remove(due.get().deadline(), client.value());
            Optional<String> trace = state.trace(client);
            state.follows(trace);
            decider.due(client, state, now, told(1, trace, now));
        }
        ticks.append(now);
    }

    private boolean mustWait(Instant now) {
        return node.holds(now) || holds.until().isAfter(now) || state.backlog().holds(now);
    }

    @Override
    public void close() {
        if (state != null) {
            node.ends(context.taskId().partition(), state.backlog());
        }
    }
}
