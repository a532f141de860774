package io.iotconnectivity.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;

/**
 * Takes the pictures of the dashboard that the documentation shows, from a sandbox that runs: {@code Screenshots
 * http://127.0.0.1:8080 docs}.
 */
final class Screenshots {
    private final Browser browser;
    private final String base;
    private final Path folder;

    private Screenshots(Browser browser, String base, Path folder) {
        this.browser = browser;
        this.base = base;
        this.folder = folder;
    }

    public static void main(String[] args) throws IOException {
        Path profile = Files.createTempDirectory("screenshots");
        try (Browser browser = Browser.start(profile)) {
            new Screenshots(browser, args[0], Files.createDirectories(Path.of(args[1]))).take();
        }
    }

    private void take() throws IOException {
        browser.prefersDark(false);
        page("#/", "overview");
        page("#/devices?sort=-since", "devices");
        open("#/devices?state=OFFLINE&sort=since");
        browser.driver().findElement(By.cssSelector("tbody tr a")).click();
        shoot("device");
        open("#/incidents");
        List<WebElement> storms = browser.driver().findElements(By.partialLinkText(" devices "));
        shoot("incidents");
        if (!storms.isEmpty()) {
            storms.get(0).click();
            shoot("incident");
        }
        page("#/sinks", "sinks");
        page("#/system", "system");
        browser.prefersDark(true);
        page("#/", "overview-dark");
        browser.prefersDark(false);
        browser.size(375, 812);
        page("#/", "overview-phone");
        page("#/devices", "devices-phone");
    }

    private void page(String address, String name) throws IOException {
        open(address);
        shoot(name);
    }

    private void open(String address) {
        browser.driver().get("about:blank");
        browser.driver().get(base + "/" + address);
        awaitDrawn();
    }

    private void shoot(String name) throws IOException {
        awaitDrawn();
        Files.write(
                folder.resolve("dashboard-" + name + ".png"), browser.driver().getScreenshotAs(OutputType.BYTES));
        browser.complaints().forEach(complaint -> System.err.println(name + ": " + complaint));
    }

    private void awaitDrawn() {
        Awaitility.await()
                .pollDelay(Duration.ofMillis(600))
                .atMost(Duration.ofSeconds(20))
                .until(() -> browser.driver()
                                .findElements(By.cssSelector(".skeleton, .waiting, [aria-busy=true]"))
                                .isEmpty()
                        && !browser.driver().findElements(By.cssSelector("h1")).isEmpty());
    }
}
