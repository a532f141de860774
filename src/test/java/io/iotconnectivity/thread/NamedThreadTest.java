package io.iotconnectivity.thread;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.aws.connectivity.LogLines;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

class NamedThreadTest {
    private static final Runnable NOTHING = () -> {};

    @Test
    void daemonsHaveTheirNamesAndKeepNoProcessAlive() {
        ThreadFactory numbered = NamedThread.numberedDaemons("sink");

        assertThat(List.of(
                        NamedThread.daemon("a", NOTHING),
                        NamedThread.daemons("b").newThread(NOTHING),
                        numbered.newThread(NOTHING),
                        numbered.newThread(NOTHING)))
                .allMatch(Thread::isDaemon)
                .extracting(Thread::getName)
                .containsExactly("a", "b", "sink-1", "sink-2");
    }

    /** A thread inherits from its creator whatever is not set. */
    @Test
    void processWaitsAlsoForAThreadThatADaemonHasMade() throws InterruptedException {
        List<Thread> made = new ArrayList<>();
        Thread daemon = NamedThread.daemon("a", () -> made.add(NamedThread.waitedFor("b", NOTHING)));
        daemon.start();
        daemon.join();

        assertThat(made).singleElement().matches(thread -> !thread.isDaemon());
    }

    @Test
    void threadThatDiesIsLogged() throws InterruptedException {
        try (LogLines log = LogLines.of(NamedThread.class)) {
            Thread thread = NamedThread.daemon("reconcile", () -> {
                throw new IllegalStateException("out of order");
            });
            thread.start();
            thread.join();

            assertThat(log.lines()).containsExactly("ERROR Thread reconcile died of an uncaught error");
        }
    }
}
