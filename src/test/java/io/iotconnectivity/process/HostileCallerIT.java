package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.web.RawRequests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Hostile callers that reach the port, and hostile pages in the operator's browser, against the whole product. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileCallerIT {
    private static final int ROUNDS = 25;
    private static final String HOST = "Host: 127.0.0.1\r\n";
    private static final String HIDDEN = "GET /api/summary HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n";
    private static final String POST = "POST /api/silences HTTP/1.1\r\nContent-Type: application/json\r\n" + HOST;
    private static final List<String> ODD = List.of(
            POST + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
            POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + HIDDEN,
            POST + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + HIDDEN,
            POST + "Transfer-Encoding: chunked\r\n\r\n2;a=\"\r\n{}\r\n0\r\n\r\n" + HIDDEN,
            POST + "Transfer-Encoding: chunked\r\n\r\n100000002\r\n{}\r\n0\r\n\r\n" + HIDDEN,
            "GET /api/summary HTTP/1.1\r\n" + HOST + "X: a\r\n b\r\n\r\n" + HIDDEN,
            "GET /api/summary HTTP/1.1\r\nHost: 127.0.0.1:99:80\r\n\r\n" + HIDDEN,
            "GET http://evil.example/api/summary HTTP/1.1\r\n" + HOST + "\r\n" + HIDDEN,
            "GET /api/summary HTTP/9.9\r\n" + HOST + "\r\n" + HIDDEN);

    @AutoClose
    private UnderAttack attacked;

    @BeforeAll
    void start(@TempDir Path directory) {
        attacked = UnderAttack.start(directory, setup -> setup);
    }

    @Test
    void oddRequestsAreOneRefusalEachAndTheMonitorGoesOn() throws IOException {
        List<String> otherwise = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            for (String request : ODD) {
                List<Integer> statuses = RawRequests.statuses(port(), request);
                if (!statuses.equals(List.of(400))) {
                    otherwise.add(statuses + " " + request);
                }
            }
        }

        assertThat(otherwise).isEmpty();
        attacked.stillTells("device-of-odd-requests");
        assertThat(attacked.product().output()).doesNotContain("ERROR", "Exception", "\tat ");
    }

    @Test
    void pageOfAnotherSiteGetsNothingAndUsesUpNothing() throws IOException {
        String asked =
                "GET /api/summary HTTP/1.1\r\n" + HOST + "Sec-Fetch-Site: cross-site\r\nConnection: close\r\n\r\n";
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            statuses.addAll(RawRequests.statuses(port(), asked));
        }

        assertThat(statuses).containsOnly(403, 429);
        assertThat(attacked.product().status("/api/summary")).contains(200);
        assertThat(attacked.product().status("/observe/metrics")).contains(200);
        attacked.stillTells("device-of-another-site");
    }

    private int port() {
        return attacked.product().address().getPort();
    }
}
