package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.web.RawCaller;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What anybody can do who reaches the port: what is asked for here is answered without a token, too. */
class HttpFloodIT {
    private static final String LARGEST = "/web/vendor/uPlot.esm.js";

    @TempDir
    static Path directory;

    private static UnderAttack attacked;

    private final List<RawCaller> callers = new ArrayList<>();

    @BeforeAll
    static void start() {
        // In so little, answers that pile up would end it.
        attacked = UnderAttack.start(directory, UnaryOperator.identity(), "-Xmx192m", "-XX:+ExitOnOutOfMemoryError");
    }

    @AfterAll
    static void stop() {
        attacked.close();
    }

    @AfterEach
    void hangUp() {
        callers.forEach(RawCaller::close);
    }

    private RawCaller asks(String text) {
        RawCaller caller = RawCaller.to(attacked.product().address().getPort());
        callers.add(caller);
        caller.send(text);
        return caller;
    }

    private static long metric(String name) {
        return attacked.product()
                .text("/observe/metrics")
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void requestsWhoseAnswersNobodyReadsCostNoMoreThanAFew() {
        long before = metric("iotc_http_requests_total");
        for (int i = 0; i < 40; i++) {
            // As many as fit into what the kernel takes without waiting.
            asks(RawCaller.get(LARGEST, "Accept-Encoding: gzip").repeat(500));
            asks(RawCaller.get(LARGEST).repeat(500));
        }

        attacked.stillTells("device-unread");

        assertThat(metric("iotc_http_requests_total") - before).isLessThan(80 * 20);
    }

    @Test
    void thousandsOfConnectionsThatNeverAskKeepNobodyOut() {
        for (int i = 0; i < 3000; i++) {
            asks("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: b");
        }

        attacked.stillTells("device-half-open");

        assertThat(metric("iotc_http_connections_ended_total{reason=\"replaced\""))
                .isGreaterThan(2000);
        assertThat(metric("iotc_http_connections ")).isLessThanOrEqualTo(200);
    }

    @Test
    void headersThatNeverEndAreNotWaitedFor() {
        RawCaller slow = asks("GET / HTTP/1.1\r\n");
        attacked.stillTells("device-slow");

        await().atMost(Duration.ofSeconds(60)).until(() -> !slow.send("x"));
    }
}
