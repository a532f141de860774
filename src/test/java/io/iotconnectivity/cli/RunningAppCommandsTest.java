package io.iotconnectivity.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.engine.DeadLetter;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.LogPosition;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Note;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.presence.Story;
import io.iotconnectivity.settings.SettingsLoader;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.web.Served;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that ask the running application, over its HTTP interface. */
class RunningAppCommandsTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @AutoClose
    private Served served = Served.start();

    @Test
    void explainTellsTheStoryLineByLine() {
        served.engine.listed.devices.add(Served.device("site/pump 7", Verdict.OFFLINE));
        served.engine.listed.decisions.add(new Decision(
                new ClientId("site/pump 7"),
                Served.NOW,
                Decision.What.SUPPRESSED,
                Optional.empty(),
                "no incident for now: silenced by anna until 2026-11-23T16:00:00Z: move"));

        assertThat(execute("explain", "site/pump 7")).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "2026-11-23T14:02:41Z  decision  no incident for now: silenced by anna until"
                                + " 2026-11-23T16:00:00Z: move",
                        "Now it is OFFLINE since 2026-11-23T14:02:41Z.");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void explainTellsMachinesInJson() throws Exception {
        served.engine.listed.devices.add(Served.device("pump-7", Verdict.OFFLINE));

        assertThat(execute("explain", "pump-7", "--json")).isZero();

        assertThat(answer().get("clientId").asText()).isEqualTo("pump-7");
    }

    @Test
    void deviceThatWasNeverHeardOfIsStatus1() {
        assertThat(execute("explain", "pump-7")).isEqualTo(1);

        assertThat(err.toString().lines()).containsExactly("this device has never been seen");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void devicesAreRetiredByTheUserOneByOneAndThoseThatAreNotThereAreTold() {
        served.engine.listed.devices.add(Served.device("site/pump 7", Verdict.OFFLINE));

        assertThat(execute("devices", "retire", "site/pump 7", "nobody", "--comment", "scrapped"))
                .isEqualTo(1);

        assertThat(output()).containsExactly("site/pump 7 is retired.");
        assertThat(err.toString().lines()).containsExactly("nobody: this device has never been seen");
        assertThat(served.engine.accepted)
                .containsExactly(new Signal.Retired(
                        new ClientId("site/pump 7"),
                        Served.NOW,
                        LifeChange.byOperator(Optional.of(System.getProperty("user.name")), Optional.of("scrapped"))));
    }

    @Test
    void devicesNamedByDotsAreReached() {
        served.engine.listed.devices.add(Served.device("..", Verdict.OFFLINE));

        assertThat(execute("devices", "retire", "..")).as("%s", err).isZero();

        assertThat(served.engine.accepted).extracting(Signal::client).containsExactly(new ClientId(".."));
    }

    @Test
    void devicesAreRetiredByPatternAfterADryRun() {
        served.engine.listed.devices.add(Served.device("test-1", Verdict.OFFLINE));
        served.engine.listed.devices.add(Served.device("test-2", Verdict.ONLINE));

        assertThat(execute("devices", "retire", "--pattern", "test-.*", "--dry-run"))
                .isZero();
        assertThat(output())
                .containsExactly(
                        "test-1",
                        "1 device would be retired. 1 device left alone: connected (--connected includes them).");
        assertThat(served.engine.accepted).isEmpty();
        assertThat(execute("devices", "retire", "--pattern", "test-.*")).isZero();
        assertThat(served.engine.accepted).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a --pattern b", "a --dry-run", "a --connected"})
    void devicesToRetireAreNamedOrMatched(String arguments) {
        List<String> all = new ArrayList<>(List.of("devices", "retire"));
        all.addAll(
                Stream.of(arguments.split(" ")).filter(word -> !word.isEmpty()).toList());

        assertThat(execute(all.toArray(String[]::new))).isEqualTo(2);

        assertThat(served.engine.accepted).isEmpty();
    }

    @Test
    void deviceIsDisconnectedOnlyOnceTheUserIsSure() {
        assertThat(execute("devices", "disconnect", "pump-7")).isEqualTo(2);
        assertThat(err.toString()).contains("add --yes");

        assertThat(execute("devices", "disconnect", "pump-7", "--yes", "--reason", "half-open"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("disconnecting devices is off; set disconnect.enabled = true");
        assertThat(served.engine.accepted).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"y, true", "' Yes ', true", "n, false", "'', false", "yesterday, false", ", false"})
    void onlyYesMeansYes(String answer, boolean yes) {
        assertThat(Confirmation.isYes(Optional.ofNullable(answer))).isEqualTo(yes);
    }

    @Test
    void retiredDevicesAreListedOnRequestAndRestored() {
        served.engine.listed.devices.add(Served.device("a", Verdict.RETIRED));
        served.engine.listed.devices.add(Served.device("b", Verdict.ONLINE));

        assertThat(execute("devices", "list", "--state", "retired")).isZero();
        assertThat(output())
                .containsExactly(
                        "CLIENT  STATE    SINCE                 REASON  GROUP",
                        "a       RETIRED  2026-11-23T14:02:41Z  -       -");
        assertThat(execute("devices", "restore", "a", "b")).isEqualTo(1);
        assertThat(output()).containsExactly("a is restored.");
        assertThat(err.toString()).contains("b: this device is not retired; it is ONLINE");
    }

    @Test
    void devicesOfOneClassAreListed() {
        served.engine.listed.devices.add(Served.device("a", Verdict.ONLINE));

        assertThat(execute("devices", "list", "--class", "pumps", "--group", "plant"))
                .isZero();

        assertThat(served.engine.listed.devicesAsked.deviceClass()).contains("pumps");
        assertThat(served.engine.listed.devicesAsked.group()).contains("plant");
    }

    @Test
    void reportOnAClassThatDoesNotExistIsStatus2AndNamesThoseThatDo() {
        served.close();
        served = Served.reporting(directory);

        assertThat(execute("report", "--class", "pmps")).isEqualTo(2);
        assertThat(err.toString()).contains("class is none that there is; there are default");
    }

    @Test
    void incidentsAreATable() {
        served.engine.listed.incidents.add(Served.incident("I1", IncidentKind.DEVICE, Severity.WARNING));

        assertThat(execute("incidents", "--status", "open", "--kind", "device")).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "OPENED                RESOLVED  SEVERITY  KIND    DEVICES  HANDLED BY  ID  TITLE",
                        "2026-11-23T14:02:41Z  -         warning   device  1        -           I1  pump-7 is OFFLINE");
    }

    @Test
    void incidentIsAcknowledgedAssignedAndCommentedOn() {
        served.engine.openForNotes.add("I1");

        assertThat(execute("incidents", "ack", "I1", "--text", "on my way")).isZero();
        assertThat(execute("incidents", "ack", "I1", "--by", "ada", "--undo")).isZero();
        assertThat(execute("incidents", "assign", "I1", "--by", "ada", "--to", "bob"))
                .isZero();
        assertThat(execute("incidents", "comment", "I1", "--by", "bob", "the uplink is down"))
                .isZero();

        assertThat(served.engine.notes)
                .extracting(Note::sentence)
                .containsExactly(
                        System.getProperty("user.name") + " acknowledged it: on my way",
                        "ada took the acknowledgement back",
                        "ada assigned it to bob",
                        "bob commented: the uplink is down");
        assertThat(execute("incidents", "ack", "I2", "--by", "ada")).isEqualTo(1);
        assertThat(err.toString()).contains("there is no open incident with this id");
    }

    @Test
    void incidentsAreNarrowed() throws Exception {
        assertThat(execute("incidents", "--status", "resolved", "--json")).isZero();
        assertThat(answer().get("items")).isEmpty();
        assertThat(execute("incidents", "--status", "closed")).isEqualTo(2);
        assertThat(err.toString()).contains("write " + IncidentStatus.OPEN.word() + " or resolved");
    }

    /** Reports know a device that was away for two hours. */
    private void reportOnOneOutage() {
        Story story = Story.device("pump-7")
                .connects(1)
                .passes(Duration.ofHours(1))
                .drops(1, Reason.CONNECTION_LOST)
                .passes(Duration.ofHours(2))
                .connects(2);
        served.close();
        served = Served.reporting(directory);
        story.events().forEach(event -> served.engine.listed.logs(event, true));
        served.engine.listed.devices.add(story.presence());
    }

    @Test
    void breakdownIsATable() {
        reportOnOneOutage();

        assertThat(execute(
                        "breakdown",
                        "--by",
                        "class,reason",
                        "--from",
                        "2026-11-23",
                        "--to",
                        "2026-11-23T12:00",
                        "--zone",
                        "UTC"))
                .isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "From 2026-11-23T00:00:00Z to 2026-11-23T12:00:00Z (UTC): 1 absences, of which 1 outages, of 1 devices",
                        "",
                        "CLASS    REASON           ABSENCES  OUTAGES  DOWN  DEVICES  OF",
                        "default  CONNECTION_LOST  1         1        2h0m  1        1");
        assertThat(execute("breakdown", "--by", "colour")).isEqualTo(2);
        assertThat(err.toString()).contains("by");
    }

    @Test
    void reportIsATable() {
        reportOnOneOutage();

        assertThat(execute("report", "--from", "2026-11-23", "--to", "2026-11-23T12:00", "--zone", "UTC"))
                .isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "From 2026-11-23T00:00:00Z to 2026-11-23T12:00:00Z (UTC)",
                        "",
                        "OF             DEVICES  AVAILABLE  UP     DOWN  EXCLUDED  UNKNOWN  OUTAGES  LONGEST  MTTR  MTBF",
                        "all            1        83.333%    10h0m  2h0m  0s        0s       1        2h0m     2h0m  10h0m",
                        "class default  1        83.333%    10h0m  2h0m  0s        0s       1        2h0m     2h0m  10h0m",
                        "pump-7         1        83.333%    10h0m  2h0m  0s        0s       1        2h0m     2h0m  10h0m",
                        "",
                        "AWAY FOR         TIME",
                        "CONNECTION_LOST  2h0m");
        assertThat(execute(
                        "report",
                        "--from",
                        "2026-11-23",
                        "--csv",
                        directory.resolve("a.csv").toString()))
                .isZero();
        assertThat(directory.resolve("a.csv")).content().contains("clientId,group,class,", "\r\npump-7,,default,");
        assertThat(execute("report", "--by", "extra.sites.site", "--csv", "b.csv"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("availability.columns");
        assertThat(execute("report", "--month", "November")).isEqualTo(2);
        assertThat(err.toString()).contains("month is not a month; write for example 2026-11");
    }

    @Test
    void reportSaysWhatIsLeftOfTheErrorBudgets() {
        Story story = Story.device("pump-7").connects(1);
        served.close();
        served = Served.reporting(directory);
        story.events().forEach(event -> served.engine.listed.logs(event, true));
        served.engine.listed.devices.add(story.presence());
        assertThat(execute("report", "--from", "2026-11-23")).isZero();
        assertThat(out.toString()).doesNotContain("ERROR BUDGET");

        served.slos.orElseThrow().measure();
        assertThat(execute("report", "--from", "2026-11-23")).isZero();
        assertThat(execute("explain", "pump-7")).isZero();

        assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ")))
                .anyMatch(line -> line.startsWith("ERROR BUDGET OBJECTIVE LEFT BURN 1h BURN 6h BURN 3d SINCE"))
                .anyMatch(line -> line.startsWith("class default 99% 100% 0.0 0.0 0.0 2026-"))
                .contains("Class default is to be up 99% of the time; 100% of its error budget is left.");
    }

    @Test
    void churnListsWhatIsWorseThanItsPast() {
        served.close();
        served = Served.reporting(directory);
        served.engine.listed.devices.add(Served.device("pump-7", Verdict.ONLINE));
        served.engine.listed.devices.add(Served.device("pump-8", Verdict.ONLINE));
        assertThat(execute("churn")).isZero();
        assertThat(output()).singleElement().asString().startsWith("Nothing has been compared yet");
        served.reports().reconnects("pump-7", Served.NOW, 1, 20);
        served.reports().reconnects("pump-8", Served.NOW, 5, 6);
        served.reports().compare();

        assertThat(execute("churn")).isZero();

        assertThat(output())
                .startsWith(
                        "The day until 2026-11-23T14:02:41Z: 1 of 2 devices whose past is known disconnect more often"
                                + " than in it",
                        "",
                        "OF             ENDED  USUAL  MOST  TIMES  DAYS  CHANCE")
                .anyMatch(line -> line.startsWith("class default  26     6      6     4.3    28"))
                .anyMatch(line -> line.startsWith("pump-7         20     1      1     20     28"))
                .noneMatch(line -> line.startsWith("pump-8"));
        assertThat(execute("churn", "--device", "pump-8")).isZero();
        assertThat(output()).anyMatch(line -> line.startsWith("day   6      5      5     1.2"));
        assertThat(execute("churn", "--span", "week")).isEqualTo(2);
        assertThat(err.toString()).contains("span must be one of [hour, day]");
        assertThat(execute("churn", "--class", "pmps")).isEqualTo(2);
        assertThat(err.toString()).contains("class is none that there is; there are default");
        assertThat(execute("churn", "--device", "pump-8", "--span", "hour")).isEqualTo(2);
        assertThat(err.toString()).contains("leave out --span, --group, --class and --limit");
    }

    @Test
    void churnThatIsOffIsStatus1WithTheSetting() {
        assertThat(execute("churn")).isEqualTo(1);

        assertThat(err.toString()).contains("churn.enabled");
    }

    @Test
    void reportThatIsOffIsStatus1WithTheSetting() {
        assertThat(execute("report")).isEqualTo(1);

        assertThat(err.toString()).contains("availability.enabled");
    }

    @Test
    void silenceIsAddedShownAndEnded() {
        assertThat(execute("silences", "add", "--clients", "pump-.*", "--for", "2h", "--comment", "move it"))
                .isZero();
        Silence silence = served.engine.listed.silences.get(0);
        assertThat(silence.author()).isEqualTo(System.getProperty("user.name"));
        assertThat(silence.until()).isEqualTo(Served.NOW.plusSeconds(7200));
        assertThat(output())
                .containsExactly(
                        "Silence " + silence.id() + " is active from 2026-11-23T14:02:41Z until 2026-11-23T16:02:41Z.");

        assertThat(execute("silences", "list")).isZero();
        assertThat(output())
                .hasSize(2)
                .last()
                .asString()
                .startsWith(silence.id() + "  silent  2026-11-23T14:02:41Z  2026-11-23T16:02:41Z  pump-.*  -")
                .endsWith("move it");

        assertThat(execute("silences", "end", silence.id())).isZero();
        assertThat(served.engine.listed.silences).isEmpty();
        assertThat(execute("silences", "end", silence.id())).isEqualTo(1);
    }

    @Test
    void silenceThatIsWrongIsStatus2WithTheReason() {
        assertThat(execute("silences", "add", "--clients", "(", "--for", "2h", "--comment", "c"))
                .isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly("clients is not a regular expression: it has a ( without a )");
        assertThat(execute("silences", "add", "--clients", "x", "--for", "2h")).isEqualTo(2);
        assertThat(err.toString()).contains("--comment");
        assertThat(served.engine.listed.silences).isEmpty();
    }

    @Test
    void messageThatCouldNotBeReadIsListedWithItsTopic() {
        served.engine.listed.letters.add(unread());

        assertThat(execute("dead-letters", "list")).isZero();

        assertThat(output()).last().asString().contains("  lwt/pump-7  ");
    }

    @Test
    void deadLettersAreListedShownAndReplayed() throws Exception {
        served.engine.listed.letters.add(letter());

        assertThat(execute("dead-letters", "list")).isZero();
        assertThat(output())
                .containsExactly(
                        "ID  AT                    WAY  ORIGIN        ABOUT   ATTEMPTS  REASON",
                        "17  2026-11-23T14:02:41Z  out  webhook-desk  pump-7  3         HTTP 400: no\\u000asuch field");

        assertThat(execute("dead-letters", "show", "17")).isZero();
        assertThat(answer().get("payload").asText()).isEqualTo("{}");
        out.getBuffer().setLength(0);

        assertThat(execute("dead-letters", "replay", "17")).isZero();
        assertThat(output())
                .containsExactly(
                        "Events being redelivered: 1",
                        "Messages read and accepted: 2",
                        "Messages that still cannot be read: 1");
        assertThat(execute("dead-letters", "replay", "--sink", "webhook-desk", "--newer-than", "1d"))
                .isZero();
        assertThat(execute("dead-letters", "replay", "--all")).isZero();
        assertThat(served.engine.replayed)
                .containsExactly(
                        DeadLetterQuery.one(new LogPosition("17")),
                        new DeadLetterQuery(
                                Optional.empty(),
                                Optional.of("webhook-desk"),
                                Optional.empty(),
                                Optional.of(Served.NOW.minusSeconds(86_400)),
                                Optional.empty()),
                        DeadLetterQuery.ALL);
    }

    @Test
    void allDeadLettersAreReplayedOnlyWhereThatIsSaid() {
        assertThat(execute("dead-letters", "replay")).isEqualTo(2);

        assertThat(err.toString()).contains("dead-letters replay --all");
        assertThat(served.engine.replayed).isEmpty();
    }

    @Test
    void theRouteOfAnIncidentIsATable() {
        served.engine.listed.incidents.add(Served.incident("I1", IncidentKind.DEVICE, Severity.WARNING));
        served.engine.listed.sinks.add(Served.sink("webhook-desk", true, Optional.empty()));

        assertThat(execute("sinks", "route", "I1")).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "SINK          TOLD  WHEN  REMINDER  WHY",
                        "webhook-desk  now   -     -         it wants it and may be told now");
        assertThat(execute("sinks", "route", "I2")).isEqualTo(1);
    }

    @Test
    void sinksAreATable() {
        served.engine.listed.sinks.add(Served.failing("sns", 3, "denied"));
        served.engine.listed.sinks.add(Served.sink("webhook-desk", true, Optional.of("HTTP 410")));

        assertThat(execute("sinks", "list")).isZero();

        assertThat(output())
                .containsExactly(
                        "SINK          STATE  DELIVERED  WAITING  FAILURES  DEAD LETTERS  LAST ERROR",
                        "sns           on     1          0        3         0             denied",
                        "webhook-desk  gone   1          0        0         0             HTTP 410");
    }

    @Test
    void trialOfASinkIsFollowedUntilItHasTakenIt() {
        served.engine.listed.sinks.add(Served.sink("webhook-desk", true, Optional.empty()));
        served.engine.whenAddressed = (sink, events) -> events.forEach(event -> took(sink, event));

        assertThat(execute("sinks", "test", "webhook-desk", "--wait")).isZero();

        assertThat(output())
                .containsExactly(
                        "webhook-desk incident.opened delivered: HTTP 202",
                        "webhook-desk incident.resolved delivered: HTTP 202");
    }

    @Test
    void trialThatIsLostIsStatus1() {
        served.engine.listed.sinks.add(Served.sink("webhook-desk", true, Optional.empty()));
        served.engine.whenAddressed = (sink, events) ->
                served.engine.listed.sent.add(sent(sink, events.get(0), Sent.Result.LOST, "HTTP 400"));

        assertThat(execute("sinks", "test", "webhook-desk", "--wait")).isEqualTo(1);

        assertThat(output()).containsExactly("webhook-desk incident.opened lost: HTTP 400");
    }

    @Test
    void trialThatFailsForNowIsStatus1WithTheReason() {
        served.engine.listed.sinks.add(Served.failing("webhook-desk", 2, "an old one"));
        served.engine.whenAddressed =
                (sink, events) -> served.engine.listed.sinks.set(0, Served.failing("webhook-desk", 3, "refused"));

        assertThat(execute("sinks", "test", "webhook-desk", "--wait")).isEqualTo(1);

        assertThat(output()).containsExactly("webhook-desk failed and will be retried: refused");
    }

    @Test
    void trialOfASinkThatKeepsNoAnswersIsSeenFromTheCounts() {
        served.engine.listed.sinks.add(Served.delivering("sns", 1));
        served.engine.whenAddressed = (sink, events) -> served.engine.listed.sinks.set(0, Served.delivering("sns", 3));

        assertThat(execute("sinks", "test", "sns", "--wait")).isZero();

        assertThat(output()).containsExactly("sns has accepted all events; no response is recorded");
    }

    @Test
    void trialCanBeLeftAlone() {
        served.engine.listed.sinks.add(Served.sink("webhook-desk", true, Optional.empty()));

        assertThat(execute("sinks", "test", "webhook-desk")).isZero();

        assertThat(output()).singleElement().asString().contains("GET /api/incidents/", "/sent");
        assertThat(served.engine.addressed).containsKey("webhook-desk");
        assertThat(execute("sinks", "test", "nothing")).isEqualTo(1);
    }

    @Test
    void sinkIsEnabled() {
        served.engine.listed.sinks.add(Served.sink("webhook-desk", true, Optional.of("HTTP 410")));

        assertThat(execute("sinks", "enable", "webhook-desk")).isZero();

        assertThat(served.engine.enabled).containsExactly("webhook-desk");
        assertThat(output()).containsExactly("The sink is enabled and resumes where it stopped.");
    }

    @Test
    void sinkThatWasRemovedIsForgotten() {
        served.engine.listed.sinks.add(Served.sink("webhook-old", false, Optional.empty()));

        assertThat(execute("sinks", "forget", "webhook-old")).isZero();
        assertThat(output())
                .containsExactly("Forgotten, along with 12 waiting events, 3 open tickets and 4 dead letters.");
        assertThat(execute("sinks", "forget", "webhook-old")).isEqualTo(1);
    }

    @Test
    void nobodyListeningIsStatus1WithTheSettingsThatSayWhere() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        assertThat(executeAt(free, "", "incidents")).isEqualTo(1);

        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .contains("127.0.0.1:" + free, "is the application running?", "http.host", "http.port");
    }

    @Test
    void tokenOfTheSettingsIsShown() {
        try (Served guarded = Served.guardedBy("s3cret")) {
            assertThat(executeAt(guarded.port(), "http.token = s3cret\n", "silences", "list"))
                    .isZero();
            assertThat(executeAt(guarded.port(), "", "silences", "list")).isEqualTo(1);
            assertThat(err.toString()).contains("http.token");
            assertThat(executeAt(guarded.port(), "http.token = wr0ng\n", "silences", "list"))
                    .isEqualTo(1);
            assertThat(err.toString()).doesNotContain("wr0ng");
        }
    }

    @Test
    void somethingElseThatListensIsToldApart() throws Exception {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            byte[] page = "<html>\u001b[31mhello</html>".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        other.start();
        try {
            assertThat(executeAt(other.getAddress().getPort(), "", "sinks", "list"))
                    .isEqualTo(1);
        } finally {
            other.stop(0);
        }

        assertThat(err.toString().lines()).singleElement().asString().contains("is not this application");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "explain",
                "incidents",
                "report",
                "churn",
                "silences",
                "silences add",
                "dead-letters",
                "dead-letters replay",
                "sinks",
                "sinks test"
            })
    void helpShowsWhatThereIs(String command) {
        assertThat(execute((command + " --help").split(" "))).isZero();
        assertThat(out.toString()).contains("--config");
    }

    @ParameterizedTest
    @ValueSource(strings = {"silences", "dead-letters", "sinks", "explain", "sinks test", "silences end"})
    void halfACommandIsStatus2(String command) {
        assertThat(execute(command.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains("Try --help.");
    }

    private int execute(String... args) {
        return executeAt(served.port(), "", args);
    }

    private int executeAt(int port, String settings, String... args) {
        try {
            Files.writeString(directory.resolve("application.properties"), "http.port = " + port + "\n" + settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Commands.execute(
                args,
                new SettingsLoader(directory, Map.of(), new Properties()),
                ignored -> {},
                new PrintWriter(out, true),
                new PrintWriter(err, true));
    }

    /** What was printed since the last look. */
    private List<String> output() {
        List<String> lines = out.toString().lines().toList();
        out.getBuffer().setLength(0);
        return lines;
    }

    private JsonNode answer() throws Exception {
        return new ObjectMapper().readTree(out.toString());
    }

    private void took(String sink, Event event) {
        served.engine.listed.sent.add(0, sent(sink, event, Sent.Result.DELIVERED, "HTTP 202"));
    }

    private static Sent sent(String sink, Event event, Sent.Result result, String answer) {
        return new Sent(
                sink,
                event.id(),
                event.type(),
                event.subject(),
                event.data().incident(),
                Served.NOW,
                1,
                result,
                Optional.of(answer));
    }

    private static DeadLetter unread() {
        byte[] payload = "banana".getBytes(StandardCharsets.UTF_8);
        return new DeadLetter(
                new LogPosition("18"),
                "in",
                "last-will",
                "the word is not known",
                Optional.of("lwt/pump-7"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                payload,
                payload.length,
                0,
                Served.NOW);
    }

    private static DeadLetter letter() {
        byte[] payload = "{}".getBytes(StandardCharsets.UTF_8);
        return new DeadLetter(
                new LogPosition("17"),
                "out",
                "webhook-desk",
                "HTTP 400: no\nsuch field",
                Optional.empty(),
                Optional.of("pump-7"),
                Optional.empty(),
                Optional.of("E1"),
                payload,
                payload.length,
                3,
                Served.NOW);
    }
}
