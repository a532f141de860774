package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.iotconnectivity.engine.Cluster;
import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Answer;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.Received;
import io.iotconnectivity.sandbox.WebhookInbox;
import io.iotconnectivity.source.mqtt.TcpProxy;
import io.iotconnectivity.web.Served;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** The dashboard of the running product, as a person uses it: with mouse and keyboard, in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NeedsProgram({"chromium", "chromedriver"})
class DashboardIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int FLEET = 120;
    private static final String HOSTILE = "<img src=x onerror=alert(1)>\"'&/é\n";
    private static final List<String> PAGES =
            List.of("#/", "#/devices", "#/devices/fleet-001", "#/incidents", "#/report", "#/sinks", "#/system");

    @AutoClose
    private Broker broker;

    private PresenceFeed presence;

    @AutoClose
    private WebhookInbox inbox;

    @AutoClose
    private RunningProduct product;

    @AutoClose
    private Browser browser;

    private String base;

    @BeforeAll
    void start(@TempDir Path directory) {
        broker = Broker.builder().start();
        presence = new PresenceFeed(broker);
        inbox = WebhookInbox.start(0);
        Setup setup = Setup.in(directory, broker.url())
                .with("last-will.enabled", "false")
                .with("group.pattern", "(?<group>[a-z]+)-.*")
                .with("storm.threshold", "50")
                .withWebhook("desk", inbox.uri("desk"))
                .with("webhook.desk.events", "incident.*")
                .with("sink.webhook-desk.max-attempts", "1");
        base = "http://127.0.0.1:" + setup.settings().get("http.port");
        browser = Browser.start(directory.resolve("profile"));
        product = setup.start().awaitUp();
        IntStream.rangeClosed(1, FLEET)
                .forEach(number -> presence.connects(String.format(Locale.ROOT, "fleet-%03d", number), 1));
        presence.connects("pump-1", 1);
        presence.connects("pump-2", 1);
        eventually(() ->
                assertThat(product.get("/api/summary").path("total").asInt()).isEqualTo(FLEET + 2));
    }

    /** Neither violations of the content security policy nor errors in the console. */
    @AfterEach
    void pageHasNothingToComplainOf() {
        browser.prefersDark(false);
        browser.size(1440, 900);
        assertThat(browser.complaints()).isEmpty();
    }

    /** The headers by which we know it are the browser's own here. */
    @Test
    void pageOfAnotherSiteHasNothingReadAndItsLinkLeadsHere() throws IOException {
        HttpServer wiki = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        wiki.createContext("/", exchange -> {
            byte[] page = ("<a href='" + base + "/#/devices'>the devices</a>").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        wiki.start();
        try {
            browser.driver().get("http://localhost:" + wiki.getAddress().getPort() + "/");
            double before = refused();

            Object asked = browser.driver()
                    .executeAsyncScript(
                            """
                    const [base, done] = arguments;
                    const ended = (target, ...events) => new Promise((go) =>
                      events.forEach((event) => target.addEventListener(event, () => go(event))));
                    const image = new Image();
                    image.src = base + '/api/summary';
                    Promise.all([
                      fetch(base + '/api/summary', {mode: 'no-cors'}).then((answer) => answer.type, () => 'error'),
                      fetch(base + '/api/summary').then((answer) => answer.type, () => 'error'),
                      ended(image, 'load', 'error'),
                      ended(new EventSource(base + '/api/stream'), 'open', 'error'),
                      ended(new WebSocket(base.replace('http', 'ws') + '/api/stream'), 'open', 'error'),
                    ]).then((results) => done(results.join(' ')));
                    """,
                            base);

            assertThat(asked).isEqualTo("error error error error error");
            assertThat(refused()).isGreaterThanOrEqualTo(before + 5);
            browser.driver().findElement(By.linkText("the devices")).click();
            eventually(() -> assertThat(text("#live")).isEqualTo("Live"));
            eventually(() -> assertThat(text("main h1")).isEqualTo("Devices"));
            browser.driver().navigate().refresh();
            eventually(() -> assertThat(text("#live")).isEqualTo("Live"));
        } finally {
            wiki.stop(0);
            browser.complaints();
        }
    }

    private double refused() {
        return product.text("/observe/metrics")
                .lines()
                .filter(line -> line.startsWith("iotc_http_requests_total{") && line.contains("4xx"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void overviewFollowsTheFleetWithoutBeingLoadedAgain() {
        open("#/");
        eventually(
                () -> assertThat(text(".card[data-state=ONLINE] .card-number")).isNotEqualTo("–"));
        assertThat(text("#live")).isEqualTo("Live");
        run("window.stays = true");
        int before = number(".card[data-state=OFFLINE] .card-number");

        presence.drops("pump-1", 1);

        eventually(() ->
                assertThat(number(".card[data-state=OFFLINE] .card-number")).isEqualTo(before + 1));
        eventually(() -> assertThat(text(".incident-list")).contains("pump-1 is offline"));
        eventually(() -> assertThat(text("main")).contains("Connection lost", "pump"));
        assertThat(run("return window.stays")).isEqualTo(true);

        click(".card[data-state=OFFLINE]");
        eventually(() -> assertThat(rows()).contains("pump-1"));
        presence.connects("pump-1", 2);
        eventually(() -> assertThat(rows()).doesNotContain("pump-1"));
    }

    @Test
    void devicesAreFoundFilteredSortedAndTurnedPageByPage() {
        open("#/devices");
        eventually(() -> assertThat(rows()).hasSize(50).startsWith("fleet-001", "fleet-002"));

        button("Next").click();
        eventually(() -> assertThat(rows()).hasSize(50).startsWith("fleet-051"));
        assertThat(text(".place")).startsWith("51–100 of ");
        button("Previous").click();
        eventually(() -> assertThat(rows()).startsWith("fleet-001"));

        find("#device-search").sendKeys("EET-11");
        eventually(() -> assertThat(rows()).hasSize(10).startsWith("fleet-110").endsWith("fleet-119"));
        assertThat(run("return location.hash")).isEqualTo("#/devices?q=EET-11");

        button("Device").click();
        eventually(() -> assertThat(rows()).startsWith("fleet-119").endsWith("fleet-110"));
        browser.driver().navigate().refresh();
        eventually(() -> assertThat(rows()).hasSize(10).startsWith("fleet-119"));
        assertThat(find("#device-search").getDomProperty("value")).isEqualTo("EET-11");

        click(".chip[data-state=OFFLINE]");
        eventually(() -> assertThat(text("main")).contains("No device matches"));
        button("Clear").click();
        eventually(() -> assertThat(rows()).hasSize(50));
    }

    @Test
    void deviceThatDropsChangesInTheTableUnderTheEyes() {
        open("#/devices?q=fleet-007");
        eventually(() -> assertThat(text("tbody")).contains("fleet-007", "Online"));
        run("document.querySelector('tbody tr').stays = true");

        presence.drops("fleet-007", 1);

        eventually(() -> assertThat(text("tbody")).contains("Offline", "Connection lost", "fleet"));
        assertThat(run("return document.querySelector('tbody tr').stays")).isEqualTo(true);
        presence.connects("fleet-007", 2);
        eventually(() -> assertThat(text("tbody")).contains("Online"));
    }

    @Test
    void everythingCanBeReachedByKeyboard() {
        open("#/");
        eventually(() -> assertThat(text("h1")).isEqualTo("Overview"));
        press(Keys.TAB);
        assertThat(focused()).isEqualTo("Skip to content");
        press(Keys.ENTER);
        assertThat(run("return document.activeElement.id")).isEqualTo("content");

        press("/");
        assertThat(run("return document.activeElement.id")).isEqualTo("search");
        press("fleet-05", Keys.ENTER);
        eventually(() -> assertThat(rows()).hasSize(10).startsWith("fleet-050"));

        run("document.querySelector('tbody tr').focus()");
        press(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_UP);
        assertThat(run("return document.activeElement.dataset.client")).isEqualTo("fleet-051");
        press(Keys.END);
        assertThat(run("return document.activeElement.dataset.client")).isEqualTo("fleet-059");
        press(Keys.ENTER);
        eventually(() -> assertThat(text("h1")).isEqualTo("fleet-059"));

        button("Silence this device").sendKeys(Keys.ENTER);
        assertThat(find("dialog").isDisplayed()).isTrue();
        press(Keys.ESCAPE);
        eventually(() -> assertThat(all("dialog")).isEmpty());
        assertThat(focused()).isEqualTo("Silence this device");
    }

    @Test
    void whatADeviceCallsItselfIsTextEverywhere() {
        presence.happens("connected", HOSTILE, 1);
        presence.happens("disconnected", HOSTILE, 1);
        String shown = "<img src=x onerror=alert(1)>\"'&/é␊";
        eventually(() ->
                assertThat(product.get("/api/incidents?status=open").toString()).contains("onerror"));

        open("#/");
        eventually(() -> assertThat(text(".incident-list")).contains("<img src=x onerror=alert(1)>"));
        open("#/devices?q=onerror");
        eventually(() -> assertThat(rows()).containsExactly(shown));
        click("tbody tr a");
        eventually(() -> assertThat(text("h1")).isEqualTo(shown));
        eventually(() -> assertThat(text(".timeline")).contains("<img src=x onerror=alert(1)>", "is OFFLINE"));
        click(".subject-note a");
        eventually(() -> assertThat(text(".device-list")).isEqualTo(shown));
        click(".device-list a");
        eventually(() -> assertThat(text("h1")).isEqualTo(shown));
        assertThat(all("main img")).isEmpty();

        silenceFor("Somebody plays tricks");
        JsonNode silence = product.get("/api/silences").at("/items/0");
        assertThat(HOSTILE).matches(silence.path("clients").asText());
        open("#/system");
        eventually(() -> assertThat(text("main")).contains("Somebody plays tricks"));
        button("End").click();
        dialogButton("End the silence").click();
        eventually(() ->
                assertThat(product.get("/api/silences").path("total").asInt()).isZero());
        assertThat(all("img[src=x]")).isEmpty();
    }

    @Test
    void deviceTellsItsStory() {
        open("#/devices/pump-2");
        eventually(() -> assertThat(text("h1")).isEqualTo("pump-2"));
        presence.drops("pump-2", 1);
        eventually(() -> assertThat(text(".subject")).contains("Offline"));
        eventually(() -> assertThat(text(".timeline"))
                .contains("pump-2 disconnected", "pump-2 is OFFLINE", "webhook-desk was told incident.opened"));
        assertThat(text(".advice")).contains("Connection lost", "Network");

        button("Deliveries").click();
        assertThat(text(".timeline")).contains("pump-2 is OFFLINE").doesNotContain("was told");
        button("As text").click();
        eventually(() -> assertThat(text("dialog pre")).contains("decision", "Now it is OFFLINE since"));
        press(Keys.ESCAPE);
        presence.connects("pump-2", 2);
        eventually(() -> assertThat(text(".subject")).contains("Online"));
    }

    @Test
    void testOfASinkReallyDelivers() {
        inbox.answer("desk", Answer.OK);
        open("#/sinks");
        find("tr[data-sink=webhook-desk] button:last-child").click();
        dialogButton("Send").click();

        eventually(() -> assertThat(all("dialog li[data-result=delivered]")).hasSize(2));
        assertThat(inbox.received("desk"))
                .filteredOn(
                        received -> received.json().at("/data/kind").asText().equals("test"))
                .hasSizeGreaterThanOrEqualTo(2);
        press(Keys.ESCAPE);
    }

    @Test
    void whatWasLostIsDeliveredAgain() {
        inbox.answer("desk", Answer.status(500));
        presence.connects("lost-1", 1);
        presence.drops("lost-1", 1);
        open("#/sinks");
        eventually(() -> assertThat(text(".letters")).contains("webhook-desk", "500", "lost-1"));
        click(".letters details summary");
        assertThat(text(".letters pre")).contains("\"io.iotconnectivity.incident.opened\"");

        inbox.answer("desk", Answer.OK);
        click(".letters li button");
        dialogButton("Replay").click();

        eventually(() -> assertThat(inbox.received("desk"))
                .filteredOn(received -> received.answered() == 200)
                .extracting(Received::json)
                .extracting(event -> event.path("subject").asText())
                .contains("device/lost-1"));
        eventually(() -> assertThat(text("main")).contains("Nothing is lost"));
        presence.connects("lost-1", 2);
    }

    @Test
    void sinkThatWantsNothingAnyMoreIsAWarningUntilItIsEnabled() {
        inbox.answer("desk", Answer.status(410));
        presence.connects("gone-1", 1);
        presence.drops("gone-1", 1);
        open("#/system");
        eventually(() -> assertThat(text(".health"))
                .contains("Warning", "gets nothing until it is enabled")
                .doesNotContain("Down"));

        inbox.answer("desk", Answer.OK);
        open("#/sinks");
        eventually(() -> button("Enable").click());
        dialogButton("Enable").click();
        open("#/system");
        eventually(() -> assertThat(text(".health")).contains("sink-webhook-desk Up"));
        presence.connects("gone-1", 2);
    }

    @Test
    void accountCheckRunsAndTellsWhatMendsIt() {
        open("#/system");
        eventually(() -> assertThat(text("main")).contains("source-presence", "The check has not run yet."));
        button("Run the check").click();

        eventually(() -> assertThat(text(".checks")).contains("MQTT connection", "the broker accepts"));
        eventually(() -> assertThat(all(".checks li[data-status]")).hasSizeGreaterThan(3));
    }

    @Test
    void themeIsThatOfTheSystemUntilAnotherIsChosen() {
        open("#/");
        String light = background();
        browser.prefersDark(true);
        assertThat(background()).isNotEqualTo(light);

        click("#theme");
        assertThat(text("#theme")).isEqualTo("Light theme");
        assertThat(background()).isEqualTo(light);
        browser.driver().navigate().refresh();
        assertThat(background()).isEqualTo(light);
        click("#theme");
        click("#theme");
        assertThat(text("#theme")).isEqualTo("System theme");
    }

    @Test
    void everyPageFitsOntoAPhone() {
        browser.size(375, 812);
        for (String page : PAGES) {
            open(page);
            eventually(() -> assertThat(all("[aria-busy=true], .skeleton")).isEmpty());
            assertThat((Long) run("return document.documentElement.scrollWidth"))
                    .as(page)
                    .isLessThanOrEqualTo(375);
        }
    }

    @Test
    void tokenIsAskedForAndKept() {
        try (Served guarded = Served.guardedBy("s3cret")) {
            browser.driver().get("http://127.0.0.1:" + guarded.port() + "/#/devices");
            eventually(() -> assertThat(text("dialog")).contains("Access token"));
            press("wrong", Keys.ENTER);
            eventually(() -> assertThat(text("dialog")).contains("That token was not accepted"));
            press("s3cret", Keys.ENTER);
            eventually(() -> assertThat(text("main")).contains("No device has been seen yet"));
            browser.driver().navigate().refresh();
            eventually(() -> assertThat(text("main")).contains("No device has been seen yet"));
            assertThat(all("dialog")).isEmpty();
            browser.driver().get("about:blank");
        }
        // Refusals are told by the browser, too.
        assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("401"));
    }

    @Test
    void instancesOfAClusterAreShownWithTheirShare() {
        try (Served clustered = Served.start()) {
            AtomicReference<Cluster> cluster = new AtomicReference<>(Served.cluster());
            clustered.engine.cluster = () -> Optional.of(cluster.get());
            browser.driver().get("http://127.0.0.1:" + clustered.port() + "/#/system");
            eventually(() -> assertThat(text("tr[data-instance=node-1]"))
                    .contains("this one", "5,678 records behind", "0–3, 7", "10 partitions of 2 sinks"));
            assertThat(text("tr[data-instance=node-2]")).contains("Leads", "10.0.0.1", "Current", "4–6");
            assertThat(text("tr[data-instance=node-3]")).contains("None").doesNotContain("Leads");
            assertThat(text(".cluster footer"))
                    .contains("nobody works on 1 of 12 partitions", "Incidents: lag unknown")
                    .doesNotContain("No instance leads");
            click("tr[data-instance=node-3] summary");
            eventually(() -> assertThat(text("tr[data-instance=node-3]")).contains("webhook-desk 8–10"));

            Cluster now = cluster.get();
            cluster.set(new Cluster(
                    now.asOf().plusSeconds(10),
                    now.instance(),
                    now.stages(),
                    List.of(now.instances().get(0), now.instances().get(2))));
            eventually(() -> assertThat(text(".cluster footer")).contains("No instance leads"));
            assertThat(all("tr[data-instance=node-2]")).isEmpty();
            assertThat(text("tr[data-instance=node-3]")).contains("webhook-desk 8–10");
            browser.size(375, 812);
            assertThat((Long) run("return document.documentElement.scrollWidth"))
                    .isLessThanOrEqualTo(375);
            browser.driver().get("about:blank");
        }
        open("#/system");
        eventually(() -> assertThat(all("[aria-busy=true], .skeleton")).isEmpty());
        assertThat(text("main")).doesNotContain("Instances");
    }

    @Test
    void brokenConnectionIsShownAndMended() {
        try (TcpProxy network = TcpProxy.to(URI.create(base).getPort())) {
            browser.driver().get(network.url().replace("tcp:", "http:") + "/#/devices?q=fleet-011");
            eventually(() -> assertThat(text("#live")).isEqualTo("Live"));
            network.refuse();
            eventually(() -> assertThat(text("#live")).matches("Offline since \\d\\d:\\d\\d:\\d\\d"));
            presence.drops("fleet-011", 1);
            eventually(() -> assertThat(product.stateOf("fleet-011")).isEqualTo("OFFLINE"));

            network.heal();

            eventually(() -> assertThat(text("#live")).isEqualTo("Live"));
            eventually(() -> assertThat(text("tbody")).contains("Offline"));
            presence.connects("fleet-011", 2);
            browser.driver().get("about:blank");
        }
        assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("net::ERR_"));
    }

    private void silenceFor(String comment) {
        button("Silence this device").click();
        find("dialog input[name=author]").sendKeys("anna");
        find("dialog input[name=comment]").sendKeys(comment, Keys.ENTER);
        eventually(() ->
                assertThat(product.get("/api/silences").path("total").asInt()).isEqualTo(1));
    }

    private void open(String address) {
        browser.driver().get("about:blank");
        browser.driver().get(base + "/" + address);
        eventually(() -> assertThat(all("h1")).isNotEmpty());
    }

    private List<WebElement> all(String selector) {
        return browser.driver().findElements(By.cssSelector(selector));
    }

    private WebElement find(String selector) {
        eventually(() -> assertThat(all(selector)).as(selector).isNotEmpty());
        return all(selector).get(0);
    }

    /** What can be read there; nothing, where it is not there. */
    private String text(String selector) {
        Object text = browser.driver()
                .executeScript("return document.querySelector(arguments[0])?.innerText ?? ''", selector);
        return text.toString().strip().replaceAll("[\\s&&[^\\n]]*\\n\\s*", " ");
    }

    private int number(String selector) {
        return Integer.parseInt(text(selector).replace(",", ""));
    }

    /** The client ids of the table, as they are shown. */
    @SuppressWarnings("unchecked")
    private List<String> rows() {
        return (List<String>)
                run("return [...document.querySelectorAll('tbody tr td:first-child .id')].map(id => id.textContent)");
    }

    /** The element may be drawn anew at any time, so that it is looked for until it could be clicked. */
    private void click(String selector) {
        await().atMost(SOON).ignoreExceptions().until(() -> {
            all(selector).get(0).click();
            return true;
        });
    }

    private WebElement button(String name) {
        return named("main", name);
    }

    private WebElement dialogButton(String name) {
        return named("dialog", name);
    }

    private WebElement named(String where, String name) {
        By button = By.xpath("//" + where + "//button[normalize-space(.)='" + name + "']");
        eventually(
                () -> assertThat(browser.driver().findElements(button)).as(name).isNotEmpty());
        return browser.driver().findElement(button);
    }

    private void press(CharSequence... keys) {
        Actions actions = new Actions(browser.driver());
        for (CharSequence key : keys) {
            actions.sendKeys(key);
        }
        actions.perform();
    }

    private String focused() {
        return run("return document.activeElement.innerText").toString().strip();
    }

    private String background() {
        return run("return getComputedStyle(document.body).backgroundColor").toString();
    }

    private Object run(String script) {
        return browser.driver().executeScript(script);
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(100)).untilAsserted(assertion);
    }
}
