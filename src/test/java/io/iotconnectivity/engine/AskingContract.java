package io.iotconnectivity.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.Asking;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.presence.Effect.Subject;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.presence.StalePolicy;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What every engine does about the questions of the core. */
public abstract class AskingContract extends EngineContract {
    private static final ClientId DEVICE = new ClientId("a");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final List<Effect> asked = new CopyOnWriteArrayList<>();

    @Override
    protected Engine open() {
        Policy usual = Policy.defaults();
        Asking both = new Asking(Optional.of(PATIENCE), Optional.of(PATIENCE), Optional.empty());
        Policy asking =
                new Policy(usual.reasons(), usual.defaultGrace(), usual.settle(), true, both, StalePolicy.ALLOWED);
        return open(new PresenceMachine(asking)::step, clock);
    }

    private void restartUnasked() {
        engine.close();
        asked.clear();
        engine = open();
    }

    @Test
    void questionIsHandedOnOnceItsStepIsDurable() {
        engine.answerWith(effect -> {
            assertThat(engine.ledger().device(DEVICE)).isPresent();
            asked.add(effect);
        });
        drop();

        await().untilAsserted(() -> assertThat(asked)
                .containsExactly(
                        new Effect.LookUp(DEVICE, Subject.DISCONNECT, START, Optional.of(Reason.CONNECTION_LOST))));
        clock.advance(Duration.ofSeconds(30));
        await().untilAsserted(() -> assertThat(asked).contains(new Effect.Check(DEVICE)));
        assertThat(state()).isEqualTo(Verdict.SUSPECT);
    }

    @Test
    void whatWasNotAnsweredIsAskedAgainAfterARestart() {
        drop();
        clock.advance(Duration.ofSeconds(30));
        await().until(() -> engine.ledger()
                .device(DEVICE)
                .filter(device -> device.unanswered().size() == 2)
                .isPresent());
        restartUnasked();
        engine.answerWith(asked::add);

        assertThat(asked)
                .containsExactlyInAnyOrder(
                        new Effect.Check(DEVICE),
                        new Effect.LookUp(DEVICE, Subject.DISCONNECT, START, Optional.of(Reason.CONNECTION_LOST)));
    }

    @Test
    void whatWasAnsweredIsNotAskedAgain() {
        drop();
        clock.advance(Duration.ofSeconds(30));
        await().until(() -> engine.ledger()
                .device(DEVICE)
                .filter(device -> device.unanswered().size() == 2)
                .isPresent());
        Connectivity back =
                Connectivity.of(Connectivity.Status.CONNECTED, Optional.of(clock.instant()), Optional.empty());
        engine.accept(new Signal.Checked(DEVICE, clock.instant(), back)).join();
        restartUnasked();
        engine.answerWith(asked::add);

        assertThat(asked).isEmpty();
        assertThat(state()).isEqualTo(Verdict.ONLINE);
    }

    @Test
    void askerThatFailsHoldsNothingUp() {
        engine.answerWith(effect -> {
            throw new IllegalStateException("no idea");
        });
        drop();
        clock.advance(Duration.ofSeconds(30));
        await().until(() -> engine.ledger()
                .device(DEVICE)
                .filter(device -> device.unanswered().size() == 2)
                .isPresent());
        clock.advance(PATIENCE);

        await().until(() -> state() == Verdict.OFFLINE);
    }

    @Test
    void heldDeadlinesWaitAndThenCome() {
        engine.holdDeadlines("test", START.plusSeconds(600));
        drop();
        clock.advance(Duration.ofSeconds(300));
        engine.accept(new Signal.SignOfLife(new ClientId("b"), clock.instant())).join();
        assertThat(engine.ledger().device(DEVICE).orElseThrow().enquiry().graceOver())
                .isFalse();
        assertThat(engine.holdsDeadlines()).isTrue();

        engine.holdDeadlines("test", clock.instant());
        assertThat(engine.holdsDeadlines()).isFalse();
        await().until(() ->
                engine.ledger().device(DEVICE).orElseThrow().enquiry().graceOver());
    }

    private void drop() {
        engine.accept(new Signal.Disconnected(DEVICE, START, Connection.UNKNOWN, Reason.CONNECTION_LOST))
                .join();
    }

    private Verdict state() {
        return engine.ledger().device(DEVICE).orElseThrow().state();
    }
}
