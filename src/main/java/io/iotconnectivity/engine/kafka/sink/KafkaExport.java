package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.delivery.StoreUnavailable;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.codec.LetterCodec;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.kafka.StageMove;
import io.iotconnectivity.engine.kafka.Topics;
import io.iotconnectivity.engine.move.Moved;
import io.iotconnectivity.engine.move.TicketSubjects;
import java.time.Clock;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/** Reads the state of an installation on Kafka whose nodes have all stopped. */
public final class KafkaExport {
    private final ClusterSettings settings;
    private final TopicReading topics;
    private final Consumer<Moved> to;

    private KafkaExport(ClusterSettings settings, TopicReading topics, Consumer<Moved> to) {
        this.settings = settings;
        this.topics = topics;
        this.to = to;
    }

    /**
     * Passes on the whole state, once the stages have read what was left. No deadline fires meanwhile.
     *
     * @throws StoreException if a node runs, the stages do not get on, or Kafka cannot be used; with what to do
     */
    public static void pass(
            ClusterSettings settings, Rules rules, IncidentRules incidents, Clock clock, Consumer<Moved> to) {
        SinkClients clients = new SinkClients(settings, KafkaDeliveryStore.SESSION);
        try (StageMove stages = StageMove.start(settings, rules, incidents, clock);
                Admin admin = Admin.create(clients.admin())) {
            stages.catchUp();
            new KafkaExport(settings, new TopicReading(clients, new LogEnds(admin)), to).pass(stages);
        } catch (StoreException e) {
            throw e;
        } catch (StoreUnavailable e) {
            throw new StoreException("engine=kafka: " + e.getMessage(), e);
        }
    }

    private void pass(StageMove stages) {
        SavedSinks sinks = SavedSinks.read(settings, topics, stages.partitions());
        TicketSubjects subjects = new TicketSubjects(sinks.tickets());
        stages.pass(subjects, to);
        letters();
        new UnreadEvents(settings, topics, sinks, subjects).pass(to);
        sinks.rest(subjects, to);
    }

    private void letters() {
        TopicPartition place = new TopicPartition(settings.topic(Topics.LETTERS), 0);
        LetterCodec codec = new LetterCodec();
        KeptLetters kept = new KeptLetters(codec);
        topics.all(place, kept::learn);
        topics.all(place, record -> kept.letter(record)
                .ifPresent(letter -> to.accept(new Moved.DeadLetter(codec.write(letter)))));
    }
}
