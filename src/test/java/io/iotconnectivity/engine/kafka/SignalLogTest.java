package io.iotconnectivity.engine.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class SignalLogTest {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final AtomicInteger refusals = new AtomicInteger();
    private volatile RuntimeException refusal = new TimeoutException("no metadata");

    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()) {
                @Override
                public synchronized Future<RecordMetadata> send(
                        ProducerRecord<String, byte[]> record, Callback callback) {
                    if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                        callback.onCompletion(null, refusal);
                        return CompletableFuture.failedFuture(refusal);
                    }
                    return super.send(record, callback);
                }
            };

    @AutoClose
    private final SignalLog log = new SignalLog(producer, PAUSE);

    @Test
    void recordThatIsRefusedAtOnceIsSentAgainBeforeTheNext() throws Exception {
        refusals.set(3);

        CompletableFuture<Void> first = append("first");
        append("second").get(60, TimeUnit.SECONDS);

        assertThat(first).isCompleted();
        assertThat(keys()).containsExactly("first", "second");
        assertThat(log.problem()).isEmpty();
    }

    @Test
    void refusalIsTold() {
        refusals.set(Integer.MAX_VALUE);

        CompletableFuture<Void> appended = append("first");

        await().atMost(Duration.ofMinutes(1))
                .until(() ->
                        log.problem().filter(why -> why.contains("no metadata")).isPresent());
        assertThat(appended).isNotDone();
        log.close();
        assertThat(appended).isCompletedExceptionally();
    }

    @Test
    void recordThatIsTooLargeIsNotSentAgain() throws Exception {
        refusal = new RecordTooLargeException("too large");
        refusals.set(1);

        CompletableFuture<Void> large = append("large");
        append("second").get(60, TimeUnit.SECONDS);

        assertThatThrownBy(large::join).hasRootCause(refusal);
        assertThat(keys()).containsExactly("second");
    }

    @Test
    void nothingIsTakenInOnceItIsClosed() {
        log.close();

        assertThat(append("late")).isCompletedExceptionally();
    }

    private CompletableFuture<Void> append(String key) {
        return log.append("signals", null, key, new byte[0]);
    }

    private List<String> keys() {
        return producer.history().stream().map(ProducerRecord::key).toList();
    }
}
