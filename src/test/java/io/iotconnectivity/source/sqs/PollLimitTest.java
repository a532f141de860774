package io.iotconnectivity.source.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PollLimitTest {
    private static final int MOST = 4;

    private final PollLimit limit = new PollLimit(MOST);
    private final List<ExecutorService> pollers = new ArrayList<>();

    PollLimitTest() {
        for (int i = 0; i < 2 * MOST; i++) {
            pollers.add(Executors.newSingleThreadExecutor());
        }
    }

    @AfterEach
    void stop() {
        pollers.forEach(ExecutorService::shutdownNow);
    }

    @Test
    void oneCallAtATimeWaitsForAnIdleQueue() throws Exception {
        assertThat(begun()).isEqualTo(1);
        end(0);
        assertThat(begun()).isEqualTo(1);
        end(3);
        assertThat(begun()).isEqualTo(1);
        assertThat(limit.inFlight()).isEqualTo(1);
    }

    @Test
    void fullCallsDoubleTheNumberUpToTheMost() throws Exception {
        for (int expected : new int[] {1, 2, 4, 4}) {
            assertThat(begun()).isEqualTo(expected);
            end(10);
        }
    }

    @Test
    void fewMessagesReduceTheNumberAndSomeLeaveItAsItIs() throws Exception {
        begun();
        end(10);
        begun();
        end(10);
        assertThat(begun()).isEqualTo(4);
        end(5);
        assertThat(begun()).isEqualTo(4);
        end(2);
        assertThat(begun()).isEqualTo(1);
    }

    @Test
    void aFailureReducesTheNumberToOne() throws Exception {
        begun();
        end(10);
        begun();
        on(0, limit::failed);
        on(1, () -> limit.ended(5));
        assertThat(begun()).isEqualTo(1);
    }

    @Test
    void aThreadThatDiedWhilePollingKeepsNoPlace() throws Exception {
        assertThat(begun()).isEqualTo(1);
        assertThat(begun()).isEqualTo(1);
    }

    /** How many threads may poll, if all try. */
    private int begun() throws Exception {
        List<Future<Boolean>> tries = new ArrayList<>();
        for (ExecutorService poller : pollers) {
            Future<Boolean> one = poller.submit(limit::begin);
            one.get();
            tries.add(one);
        }
        int begun = 0;
        for (Future<Boolean> one : tries) {
            begun += one.get() ? 1 : 0;
        }
        return begun;
    }

    /** All calls come back with so many messages. */
    private void end(int messages) throws Exception {
        int inFlight = limit.inFlight();
        for (int i = 0; i < inFlight; i++) {
            on(i, () -> limit.ended(messages));
        }
    }

    private void on(int poller, Runnable step) throws Exception {
        pollers.get(poller).submit(step).get();
    }
}
