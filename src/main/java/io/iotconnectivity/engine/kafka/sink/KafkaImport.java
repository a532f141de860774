package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.codec.LetterCodec;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.kafka.ImportLog;
import io.iotconnectivity.engine.kafka.StageMove;
import io.iotconnectivity.engine.kafka.Topics;
import io.iotconnectivity.engine.move.MoveFile;
import io.iotconnectivity.engine.move.Moved;
import java.time.Clock;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Makes an installation on Kafka that has no state go on where another one has stopped. */
public final class KafkaImport {
    private final ClusterSettings settings;
    private final ImportLog log;
    private final StageMove stages;
    private final ImportedSinks sinks;
    private final LetterCodec letters = new LetterCodec();

    private KafkaImport(ClusterSettings settings, ImportLog log, StageMove stages, ImportedSinks sinks) {
        this.settings = settings;
        this.log = log;
        this.stages = stages;
        this.sinks = sinks;
    }

    /**
     * Takes in all that is in the file, and lets the stages process it. Until that has ended, no node can start.
     *
     * @throws StoreException if a node runs, there is a state already, or Kafka cannot be used; with what to do
     */
    public static void take(
            ClusterSettings settings, Rules rules, IncidentRules incidents, Clock clock, MoveFile from) {
        if (settings.shards().isPresent()) {
            throw new StoreException("kafka.shard.pattern is set, and which part an incident is of cannot be told"
                    + " from what was exported; import without it");
        }
        ImportedSinks sinks = new ImportedSinks(settings);
        from.read(sinks::expect);
        try (StageMove stages = StageMove.startEmpty(settings, rules, incidents, clock);
                ImportLog log = ImportLog.open(settings)) {
            sinks.begin(stages.partitions());
            KafkaImport taking = new KafkaImport(settings, log, stages, sinks);
            from.read(taking::take);
            log.flush();
            sinks.save(log);
            log.flush();
            stages.catchUp();
            stages.imported();
        }
    }

    private void take(Moved item) {
        if (item instanceof Moved.DeadLetter letter) {
            String subject = letters.readLetter(letter.letter()).subject().orElse("");
            log.append(new ProducerRecord<>(settings.topic(Topics.LETTERS), subject, letter.letter()));
        } else {
            stages.records(item, log::append);
            sinks.take(item, log);
        }
    }
}
