package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Reason;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Passes the questions of the rules to the leader, through the topic {@code effects}; also their format. */
final class EffectTopic {
    private static final byte CHECK = 1;
    private static final byte LOOK_UP = 2;
    private static final byte PROBE = 3;
    private static final byte ENRICH = 10;
    private static final byte LIST_SUBSCRIPTIONS = 11;
    private static final byte OF_DISCONNECT = 1;
    private static final byte OF_CONNECT_FAILED = 2;

    private final ProcessorContext<String, byte[]> context;

    EffectTopic(ProcessorContext<String, byte[]> context) {
        this.context = context;
    }

    void ask(Effect effect, Instant now) {
        context.forward(new Record<>(effect.client().value(), write(effect), now.toEpochMilli()), Topics.EFFECTS);
    }

    static byte[] write(Effect effect) {
        RecordBytes out = new RecordBytes();
        if (effect instanceof Effect.LookUp lookUp) {
            out.number(LOOK_UP);
            out.number(lookUp.subject() == Effect.Subject.DISCONNECT ? OF_DISCONNECT : OF_CONNECT_FAILED);
            out.moment(lookUp.at()).text(lookUp.reason().map(Reason::name));
        } else if (effect instanceof Effect.Enrich enrich) {
            out.number(ENRICH);
            out.text(enrich.route());
        } else if (effect instanceof Effect.ListSubscriptions) {
            out.number(LIST_SUBSCRIPTIONS);
        } else {
            out.number(effect instanceof Effect.Check ? CHECK : PROBE);
        }
        return out.toBytes();
    }

    /**
     * Decodes a question.
     *
     * @throws MalformedRecord if it is damaged
     */
    static Effect read(String client, byte[] value) {
        return RecordBytes.read(value, (kind, in) -> switch (kind) {
            case CHECK -> new Effect.Check(new ClientId(client));
            case LOOK_UP ->
                new Effect.LookUp(
                        new ClientId(client),
                        in.get() == OF_DISCONNECT ? Effect.Subject.DISCONNECT : Effect.Subject.CONNECT_FAILED,
                        RecordBytes.moment(in),
                        RecordBytes.optional(in).map(Reason::new));
            case PROBE -> new Effect.Probe(new ClientId(client));
            case ENRICH -> new Effect.Enrich(new ClientId(client), RecordBytes.text(in));
            case LIST_SUBSCRIPTIONS -> new Effect.ListSubscriptions(new ClientId(client));
            default -> throw RecordBytes.unsupported(kind);
        });
    }
}
