package io.iotconnectivity.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.SampleEvents;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamTest {
    private Served served;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void start() {
        served = Served.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        served.close();
    }

    private StreamReader read() throws Exception {
        StreamReader reader = StreamReader.open(served);
        open.add(reader);
        return reader;
    }

    private StreamReader readAfter(long id) throws Exception {
        StreamReader reader =
                StreamReader.open(served, "", request -> request.header("Last-Event-ID", String.valueOf(id)));
        open.add(reader);
        return reader;
    }

    /** Appends to the log as a commit would. */
    private void happens(Event event) {
        happens(event, true);
    }

    private synchronized void happens(Event event, boolean forAll) {
        served.engine.listed.logs(event, forAll);
    }

    private static Event incident(String id) {
        return new Event(
                id,
                EventType.INCIDENT_OPENED,
                "device/pump-7",
                Served.NOW,
                Served.incident(id, IncidentKind.DEVICE, Severity.WARNING));
    }

    /** The kernel buffers some millions of bytes for a caller that does not read. */
    private static Event longIncident(String id) {
        return new Event(
                id,
                EventType.INCIDENT_OPENED,
                "device/pump-7",
                Served.NOW,
                Served.incident(id, "pump-7 is OFFLINE ".repeat(300), IncidentKind.DEVICE, Severity.WARNING));
    }

    @Test
    void streamBeginsWithAGreetingAndTheSummary() throws Exception {
        happens(SampleEvents.offline("pump-7").event());
        served.engine.listed.devices.add(Served.device("a", Verdict.OFFLINE));

        StreamReader reader = read();

        await().until(() -> reader.messages.size() >= 2);
        assertThat(reader.response.statusCode()).isEqualTo(200);
        assertThat(reader.response.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(reader.messages.get(0).event()).isEqualTo("hello");
        assertThat(reader.messages.get(0).text("version")).isEqualTo("1.2.3");
        assertThat(reader.messages.get(0).data().get("sequence").asLong()).isEqualTo(1);
        assertThat(reader.messages.get(1).event()).isEqualTo("summary");
        assertThat(reader.messages.get(1).data().at("/devices/OFFLINE").asLong())
                .isEqualTo(1);
        assertThat(reader.of("change")).as("what was before is not told").isEmpty();
    }

    @Test
    void changeOfADeviceIsToldWithItsGroup() throws Exception {
        Event offline = SampleEvents.offline("pump-7").event();
        served.engine.listed.groupOf.put(offline.subject(), "plant-1");
        StreamReader reader = read();

        happens(offline);

        await().until(() -> !reader.of("change").isEmpty());
        StreamReader.Message change = reader.of("change").get(0);
        assertThat(change.id()).contains(1L);
        assertThat(change.text("clientId")).isEqualTo(offline.subject());
        assertThat(change.text("type")).isEqualTo("device.offline");
        assertThat(change.text("state")).isEqualTo("OFFLINE");
        assertThat(change.text("group")).isEqualTo("plant-1");
        assertThat(change.text("at")).isEqualTo(offline.time().toString());
    }

    @Test
    void incidentIsToldWithItsData() throws Exception {
        StreamReader reader = read();

        happens(incident("i1"));

        await().until(() -> !reader.of("incident").isEmpty());
        StreamReader.Message told = reader.of("incident").get(0);
        assertThat(told.text("type")).isEqualTo("incident.opened");
        assertThat(told.text("incidentId")).isEqualTo("i1");
        assertThat(told.text("title")).isEqualTo("pump-7 is OFFLINE");
    }

    @Test
    void signalsAndWhatIsForOneSinkOnlyAreNotTold() throws Exception {
        StreamReader reader = read();

        happens(SampleEvents.connected("pump-7").event());
        happens(SampleEvents.offline("pump-7").event(), false);
        happens(incident("i1"));

        await().until(() -> !reader.of("incident").isEmpty());
        assertThat(reader.of("change")).isEmpty();
    }

    @Test
    void summaryIsToldAgainOnlyWhenItHasChanged() throws Exception {
        StreamReader reader = read();
        await().until(() -> reader.of("summary").size() == 1);
        served.engine.listed.devices.add(Served.device("a", Verdict.ONLINE));
        await().until(() -> reader.of("summary").size() == 2);
        served.engine.listed.devices.add(Served.device("b", Verdict.ONLINE));
        await().until(() -> reader.of("summary").size() >= 3);

        assertThat(reader.of("summary"))
                .extracting(told -> told.data().get("total").asInt())
                .containsExactly(0, 1, 2);
    }

    @Test
    void manyChangesAtOnceAreCountedAndNoneIsForgotten() throws Exception {
        StreamReader reader = read();
        await().until(() -> !reader.of("summary").isEmpty());

        for (int i = 0; i < 250; i++) {
            happens(SampleEvents.offline("pump-7").event());
        }
        happens(incident("i1"));

        await().until(() -> !reader.of("incident").isEmpty());
        assertThat(reader.of("change")).hasSize(100);
        assertThat(reader.of("changes").stream()
                        .mapToInt(told -> told.data().get("count").asInt())
                        .sum())
                .isEqualTo(150);
        assertThat(ids(reader)).isSorted();
    }

    @Test
    void readerThatComesBackMissesNothingAndGetsNothingTwice() throws Exception {
        StreamReader first = read();
        await().until(() -> !first.of("summary").isEmpty());
        happens(incident("i1"));
        await().until(() -> first.of("incident").size() == 1);
        Thread burst = new Thread(() -> {
            for (int i = 2; i <= 400; i++) {
                happens(incident("i" + i));
                Thread.onSpinWait();
            }
        });
        burst.start();
        List<String> told = new ArrayList<>();
        StreamReader reader = first;
        while (told.size() < 400) {
            StreamReader current = reader;
            int before = told.size();
            await().until(() -> before + current.of("incident").size() >= Math.min(400, before + 50));
            current.close();
            await().until(() -> current.ended);
            current.of("incident").forEach(message -> told.add(message.text("incidentId")));
            reader = readAfter(current.lastId());
        }
        burst.join();

        assertThat(told)
                .hasSize(400)
                .doesNotHaveDuplicates()
                .startsWith("i1", "i2", "i3")
                .endsWith("i400");
    }

    @Test
    void placeCanBeGivenInTheAddressToo() throws Exception {
        happens(incident("i1"));
        happens(incident("i2"));

        StreamReader reader = StreamReader.open(served, "?after=1", request -> request);
        open.add(reader);

        await().until(() -> !reader.of("summary").isEmpty());
        assertThat(reader.of("incident"))
                .extracting(told -> told.text("incidentId"))
                .containsExactly("i2");
    }

    @Test
    void readerThatWasAwayForTooLongIsToldToBeginAnew() throws Exception {
        for (int i = 0; i < 1200; i++) {
            happens(SampleEvents.connected("pump-7").event());
        }
        happens(incident("i1"));

        StreamReader late = readAfter(100);
        StreamReader unknown = readAfter(5000);
        StreamReader justInTime = readAfter(201);

        for (StreamReader reader : List.of(late, unknown, justInTime)) {
            await().until(() -> !reader.of("summary").isEmpty());
        }
        assertThat(late.of("reset")).hasSize(1);
        assertThat(late.of("reset").get(0).data().get("sequence").asLong()).isEqualTo(1201);
        assertThat(late.lastId()).isEqualTo(1201);
        assertThat(unknown.of("reset")).hasSize(1);
        assertThat(justInTime.of("reset")).isEmpty();
        assertThat(justInTime.of("incident")).hasSize(1);
    }

    @Test
    void placeThatNoEngineGivesIsRefused() throws Exception {
        for (String place : List.of("abc", "-1", "99999999999999999999")) {
            HttpResponse<String> refused = served.get("/api/stream?after=" + place);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(Served.json(refused).get("field").asText()).isEqualTo("after");
        }
    }

    @Test
    void oneAddressCannotTakeTheStreamsOfOthers() throws Exception {
        startBehindAProxy();
        List<StreamReader> readers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            // One IPv6 network counts as one caller.
            readers.add(readFrom("2001:db8::" + i));
        }

        HttpResponse<String> refused = streamFrom("2001:db8::99");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Served.json(refused).get("detail").asText()).contains("one address may have 10 streams");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(readFrom("2001:db9::1").response.statusCode()).isEqualTo(200);
        assertThat(readers).allMatch(reader -> reader.response.statusCode() == 200);

        readers.get(0).close();
        await().until(() -> readFrom("2001:db8::99").response.statusCode() == 200);
        assertThat(streamFrom("2001:db8::99").statusCode()).isEqualTo(429);
    }

    private void startBehindAProxy() {
        served.close();
        served = Served.behind("https://ops.example.com/", Optional.empty(), 100_000);
    }

    private StreamReader readFrom(String address) throws Exception {
        StreamReader reader = StreamReader.open(served, "", request -> request.header("X-Forwarded-For", address));
        open.add(reader);
        return reader;
    }

    private HttpResponse<String> streamFrom(String address) throws Exception {
        return Served.send(served.request("/api/stream").header("X-Forwarded-For", address));
    }

    @Test
    void oneStreamTooManyIsRefusedAndTheOthersGoOn() throws Exception {
        startBehindAProxy();
        List<StreamReader> readers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            readers.add(readFrom("192.0.2." + i / 10));
        }

        HttpResponse<String> refused = streamFrom("192.0.2.99");

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        happens(incident("i1"));
        await().untilAsserted(() ->
                assertThat(readers).allMatch(reader -> reader.of("incident").size() == 1));
        readers.get(0).close();
        await().until(() -> {
            StreamReader next = readFrom("192.0.2.99");
            return next.response.statusCode() == 200;
        });
    }

    @Test
    void readerThatDoesNotReadIsCutOffAndHoldsNobodyUp() throws Exception {
        StreamReader reader = read();
        try (Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(4096);
            deaf.connect(new InetSocketAddress("127.0.0.1", served.port()));
            deaf.getOutputStream()
                    .write("GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = deaf.getInputStream();
            assertThat(in.read()).isPositive();

            int told = 0;
            for (int round = 0; round < 4; round++) {
                for (int i = 0; i < 500; i++) {
                    happens(longIncident("i" + told++));
                }
                int all = told;
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> reader.of("incident").size() == all);
            }

            await().atMost(Duration.ofSeconds(60)).until(() -> isOver(deaf));
        }
        assertThat(reader.ended).isFalse();
    }

    /** A stream whose client no longer reads. */
    private static boolean isOver(Socket socket) {
        try {
            socket.getOutputStream().write('x');
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static List<Long> ids(StreamReader reader) {
        return reader.messages.stream().flatMap(told -> told.id().stream()).toList();
    }
}
