package io.iotconnectivity.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers with a token and callers without come from one address: a proxy, a router, a machine. */
class SharedAddressTest {
    private static final String TOKEN = "4f6d0c1b9a7e2835";
    private static final int MOST = 50;
    private static final int MANY = 300;

    @AutoClose
    private final Served served = Served.guardedBy(TOKEN, MOST);

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer wrong", "Bearer ", "Basic eDp5", "Bearer 4f6d0c1b9a7e283", "x"})
    void whoeverHasNoTokenSpendsNothingOfThoseWhoHaveIt(String shown) throws Exception {
        List<Integer> refused = statuses("/api/summary", shown);

        assertThat(refused).containsOnly(401, 429).contains(401, 429);
        for (String path : List.of("/observe/metrics", "/api/summary", "/observe/health")) {
            assertThat(status(path, "Bearer " + TOKEN)).as(path).isEqualTo(200);
        }
        assertThat(status("/observe/health/live", "")).isEqualTo(200);
        assertThat(status("/observe/health/ready", "")).isEqualTo(200);
    }

    @Test
    void whoeverHasTheTokenSpendsNothingOfTheProbes() throws Exception {
        List<Integer> answered = statuses("/api/summary", "Bearer " + TOKEN);

        assertThat(answered).containsOnly(200, 429).contains(200, 429);
        assertThat(status("/observe/health/live", "")).isEqualTo(200);
        assertThat(status("/observe/health/ready", "")).isEqualTo(200);
        assertThat(status("/observe/health", "Bearer " + TOKEN)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/observe/health/live", "/observe/health/ready", "/observe/health"})
    void probesAreAnsweredHoweverOften(String probe) throws Exception {
        assertThat(statuses(probe, "Bearer " + TOKEN)).containsOnly(200);
    }

    @Test
    void guessAtTheTokenThatIsOneTooManyCostsItsConnection() throws Exception {
        for (String path : List.of("/api/summary", "/observe/health/ready")) {
            String guess = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer guess\r\n\r\n";

            // Fewer than may be sent ahead, and more than a second and the next have room for.
            List<Integer> answered = RawRequests.statuses(served.port(), guess.repeat(45));

            assertThat(answered).as(path).hasSizeLessThan(45);
        }
        assertThat(status("/api/summary", "Bearer " + TOKEN)).isEqualTo(200);
    }

    @Test
    void whoeverIsRefusedTooOftenIsToldToWait() throws Exception {
        HttpResponse<String> last = get("/api/summary", "");
        for (int i = 0; i < MANY && last.statusCode() == 401; i++) {
            last = get("/api/summary", "");
        }

        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.headers().firstValue("Retry-After")).contains("1");
        assertThat(last.headers().firstValue("Connection")).contains("close");
        await().until(() -> status("/api/summary", "") == 401);
    }

    @Test
    void pageOfAnotherSiteSpendsNothingOfThePersonWhoLooksAtIt() throws Exception {
        try (Served open = Served.limitedTo(MOST)) {
            List<Integer> refused = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                refused.add(Served.send(open.request("/api/summary").header("Sec-Fetch-Site", "cross-site"))
                        .statusCode());
            }

            assertThat(refused).containsOnly(403, 429).contains(429);
            assertThat(open.get("/api/summary").statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::1, 2001:db8::2, true",
        "2001:db8::a:b, 2001:db8::c:d, true",
        "2001:db8:0:0:1:2:3:4, 2001:DB8::1, true",
        "2001:db8:0:1::1, 2001:db8:0:2::1, false",
        "::1, ::2, true",
        "192.0.2.1, 192.0.2.2, false",
        "192.0.2.1, 192.0.2.1, true",
        "::ffff:192.0.2.1, ::ffff:192.0.2.2, false",
    })
    void whoeverHasANetworkIsOneCaller(String one, String other, boolean same) {
        assertThat(CallerLimit.network(one).equals(CallerLimit.network(other))).isEqualTo(same);
    }

    private List<Integer> statuses(String path, String shown) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            statuses.add(status(path, shown));
        }
        return statuses;
    }

    private int status(String path, String shown) throws Exception {
        return get(path, shown).statusCode();
    }

    private HttpResponse<String> get(String path, String shown) throws Exception {
        HttpRequest.Builder request = served.request(path);
        if (!shown.isEmpty()) {
            request.header("Authorization", shown);
        }
        return Served.send(request);
    }
}
