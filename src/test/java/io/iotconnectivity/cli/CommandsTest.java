package io.iotconnectivity.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.settings.Settings;
import io.iotconnectivity.settings.SettingsLoader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<Settings> runs = new ArrayList<>();

    @Test
    void runsWithoutACommandAndWithIt() {
        assertThat(execute()).isZero();
        assertThat(execute("run")).isZero();
        assertThat(runs).hasSize(2);
    }

    @Test
    void configIsReadBeforeAndAfterTheCommand() throws Exception {
        String file = Files.writeString(directory.resolve("my.properties"), "http.port = 17")
                .toString();

        assertThat(execute("--config", file)).isZero();
        assertThat(execute("run", "--config", file)).isZero();
        assertThat(execute("--config", file, "run")).isZero();
        assertThat(runs).hasSize(3).allMatch(settings -> settings.http().port() == 17);
    }

    @Test
    void wrongSettingsAreStatus2WithALineEach() throws Exception {
        Path file = Files.writeString(directory.resolve("my.properties"), "http.port = x\nverify = on\n");

        assertThat(execute("--config", file.toString())).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(2).noneMatch(line -> line.startsWith("\tat "));
        assertThat(runs).isEmpty();
    }

    @Test
    void wrongUsageIsStatus2() {
        assertThat(execute("walk")).isEqualTo(2);
        assertThat(execute("--speed")).isEqualTo(2);
        assertThat(execute("--config")).isEqualTo(2);
        assertThat(err.toString()).contains("walk", "--speed", "Try --help.");
    }

    @Test
    void whatIsInTheWayIsStatus1() {
        int status = Commands.execute(
                new String[0],
                loader(),
                settings -> {
                    throw new CannotStart("http.port is taken", null);
                },
                new PrintWriter(out, true),
                new PrintWriter(err, true));

        assertThat(status).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("http.port is taken" + System.lineSeparator());
    }

    @Test
    void helpAndVersionAreStatus0() {
        assertThat(execute("--help")).isZero();
        assertThat(execute("run", "--help")).isZero();
        assertThat(execute("--version")).isZero();
        assertThat(out.toString())
                .contains("--config=FILE", "(IOTC_MQTT_URL for mqtt.url)", "iot-connectivity development");
        assertThat(runs).isEmpty();
    }

    private int execute(String... args) {
        return Commands.execute(args, loader(), runs::add, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private SettingsLoader loader() {
        return new SettingsLoader(directory, Map.of(), new Properties());
    }
}
