package io.iotconnectivity.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.engine.view.StoredSilences;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.signal.ClientPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** How many silences every engine takes at most. */
public abstract class SilenceLimitsContract extends EngineContract {
    @Override
    protected Engine open() {
        return open(IncidentPolicy.defaults());
    }

    @Test
    void moreSilencesThanThereCanBeAreRefusedAndOneThatEndsMakesRoom() {
        List<CompletableFuture<Void>> known = new ArrayList<>();
        for (int i = 0; i < StoredSilences.MOST; i++) {
            known.add(engine.silence(silence("s" + i, "pump-" + i)));
        }
        known.forEach(CompletableFuture::join);
        assertThatThrownBy(() -> engine.silence(silence("more", "x")).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(TooManySilences.class)
                .hasMessageContaining("there are 500 silences that have not ended, which is the limit; end some");
        engine.silence(silence("s7", "in its place")).join();

        assertThat(engine.endSilence("s8").join()).isTrue();
        engine.silence(silence("more", "x")).join();
        await().untilAsserted(() -> assertThat(engine.ledger().silences()).hasSize(StoredSilences.MOST));
    }

    /** Each opening is held against all of them. */
    @Test
    void patternsThatAreLargeTogetherAreRefused() {
        String large = "(?:[a-z]?){330}";
        int most = StoredSilences.MOST_STEPS / ClientPattern.of(large).steps();
        for (int i = 0; i < most; i++) {
            engine.silence(silence("s" + i, large)).join();
        }

        assertThatThrownBy(() -> engine.silence(silence("more", large)).join())
                .hasCauseInstanceOf(TooManySilences.class)
                .hasMessageContaining("the patterns of all silences together are too large; end some");
        await().untilAsserted(() -> assertThat(engine.ledger().silences()).hasSize(most));
    }

    private static Silence silence(String id, String clients) {
        return new Silence(
                id,
                Optional.of(ClientPattern.of(clients)),
                Optional.empty(),
                START,
                START.plus(Duration.ofDays(1)),
                "ann",
                "works");
    }
}
