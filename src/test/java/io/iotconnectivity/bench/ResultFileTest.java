package io.iotconnectivity.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ResultFileTest {
    private static final Instant AT = Instant.parse("2026-11-29T10:00:00Z");
    private static final Machine MACHINE = new Machine(2, 8_000, "Linux 6", "17.0.2", "mosquitto version 2.0.11", 0.02);

    @TempDir
    private Path directory;

    @Test
    void everythingThatWasMeasuredIsReadBack() throws IOException {
        Spread spread = new Spread(1, 2, 3);
        Results results = new Results(
                AT,
                "abc",
                MACHINE,
                List.of(
                        Row.compared("events/s", spread, new Spread(4, 5, 6), spread, Row.atLeast(0.6, "≥ 0.6", 2))
                                .moreIsBetter(),
                        Row.alone("no figure", "10 / 0 / 10", Row.verdict("one of each", false)),
                        Row.alone("no number", Double.NaN, ""),
                        Row.failed("storm", "see above")));
        Path file = directory.resolve("new/results.json");

        ResultFile.write(results, file);

        assertThat(ResultFile.read(file)).isEqualTo(results);
    }

    @Test
    void figuresAreNumbersForOtherPrograms() throws IOException {
        Path file = write(1);

        assertThat(Files.readString(file).replaceAll("\\s", ""))
                .contains("\"format\":1", "\"at\":\"2026-11-29T10:00:00Z\"", "\"processors\":2", "\"median\":1.0")
                .doesNotContain("\"met\"", "\"point\"");
    }

    @Test
    void fileIsNamedAfterTimeAndCommit() {
        assertThat(ResultFile.name(directory, AT, "abc")).isEqualTo(directory.resolve("20261129T100000Z-abc.json"));
    }

    @Test
    void otherFilesAreRefusedByName() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "events/s 7,763");
        Path incomplete = Files.writeString(directory.resolve("incomplete"), "{\"format\":1,\"results\":{}}");
        Path later = Files.writeString(
                directory.resolve("later"),
                Files.readString(write(1)).replaceFirst("\"format\" : 1", "\"format\" : 2"));

        assertThatThrownBy(() -> ResultFile.read(text))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(text + " does not hold the results of a run");
        assertThatThrownBy(() -> ResultFile.read(incomplete))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(incomplete + " does not hold the results of a run");
        assertThatThrownBy(() -> ResultFile.read(later))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(later + " has format 2");
    }

    @Test
    void statusTellsWhetherAnythingGotWorse() throws IOException {
        Path one = write(1);
        Path two = write(2);
        StringWriter out = new StringWriter();
        CommandLine bench =
                new CommandLine(new Bench()).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(out, true));

        assertThat(bench.execute("compare", two.toString(), one.toString())).isZero();
        assertThat(bench.execute("compare", one.toString(), two.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("start, s", "2.00", "WORSE");
        assertThat(bench.execute(
                        "compare", one.toString(), directory.resolve("absent").toString()))
                .isEqualTo(2);
        assertThat(out.toString()).contains("absent");
        assertThat(bench.execute("compare", one.toString())).isEqualTo(2);
    }

    private Path write(double seconds) throws IOException {
        Path file = directory.resolve(seconds + ".json");
        ResultFile.write(new Results(AT, "abc", MACHINE, List.of(Row.alone("start, s", seconds, ""))), file);
        return file;
    }
}
