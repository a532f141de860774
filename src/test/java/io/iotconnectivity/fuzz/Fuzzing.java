package io.iotconnectivity.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Has Jazzer, which goes by coverage, look for inputs that break a parser, one target after the other, each in a process of its
 * own; prints one table. Fails if there is a finding; the input is kept below {@code target/fuzz}.
 *
 * @see <a href="https://github.com/CodeIntelligenceTesting/jazzer">Jazzer</a>
 * @see <a href="https://llvm.org/docs/LibFuzzer.html#options">Options of libFuzzer</a>
 */
@Command(
        name = "fuzzing",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Looks for inputs that break a parser.")
public final class Fuzzing implements Callable<Integer> {
    private static final Path FOLDER = Path.of("target", "fuzz");
    private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";
    /** What these warn of is meant: patterns and files are for operators to name, and requests go to a server of the target's own. */
    private static final String NOT_LOOKED_FOR =
            "com.code_intelligence.jazzer.sanitizers.RegexInjection:com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery"
                    + ":com.code_intelligence.jazzer.sanitizers.FilePathTraversal"
                    // Fails on netty, whose business it is.
                    + ":com.code_intelligence.jazzer.sanitizers.UnsafeSanitizer";

    private static final Pattern INPUTS = Pattern.compile("stat::number_of_executed_units:\\s*(\\d+)");
    private static final Pattern FINDING = Pattern.compile(
            "(?m)^== Java (?:Exception|Assertion Error|Security Issue|Error): (.*)|^.*ERROR: libFuzzer: (.*)");
    private static final int SHOWN = 100;

    @Option(names = "--runs", description = "Inputs a target.", defaultValue = "20000")
    private int runs;

    @Option(names = "--seconds", description = "At most so long a target.", defaultValue = "60")
    private int seconds;

    @Option(names = "--input-seconds", description = "One input that takes longer is a finding.", defaultValue = "20")
    private int inputSeconds;

    @Option(names = "--longest", description = "Bytes of an input.", defaultValue = "4096")
    private int longest;

    @Option(names = "--only", description = "Targets, with commas between; all if there are none.", split = ",")
    private List<String> only = new ArrayList<>();

    public static void main(String[] args) {
        System.exit(new CommandLine(new Fuzzing()).execute(args));
    }

    private record Row(String target, long inputs, Duration time, String finding) {}

    @Override
    public Integer call() throws Exception {
        List<Row> rows = new ArrayList<>();
        for (Target target : Targets.ALL) {
            if (only.isEmpty() || only.contains(target.name())) {
                Row row = fuzz(target);
                rows.add(row);
                System.out.println(line(row));
            }
        }
        System.out.printf(
                Locale.ROOT, "%n%-20s %10s %8s  %s%n%s%n", "parser", "inputs", "seconds", "findings", "-".repeat(60));
        rows.forEach(row -> System.out.println(line(row)));
        long findings = rows.stream().filter(row -> !row.finding().isEmpty()).count();
        System.out.printf(
                Locale.ROOT,
                "%n%d parsers, %d inputs, %d findings%n",
                rows.size(),
                rows.stream().mapToLong(Row::inputs).sum(),
                findings);
        return findings == 0 ? 0 : 1;
    }

    private static String line(Row row) {
        return String.format(
                Locale.ROOT,
                "%-20s %10d %8d  %s",
                row.target(),
                row.inputs(),
                row.time().toSeconds(),
                row.finding().isEmpty() ? "none" : row.finding());
    }

    private Row fuzz(Target target) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(FOLDER.resolve(target.name()));
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        for (Path seed : Seeds.files(target)) {
            Files.write(corpus.resolve(seed.getFileName()), Files.readAllBytes(seed));
        }
        for (Map.Entry<String, byte[]> odd : Seeds.odd().entrySet()) {
            if (odd.getValue().length <= longest) {
                Files.write(corpus.resolve("odd-" + odd.getKey().hashCode()), odd.getValue());
            }
        }
        File log = folder.resolve("log").toFile();
        long began = System.nanoTime();
        Process process = new ProcessBuilder(command(target, folder, corpus))
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        int exit;
        try {
            exit = process.waitFor();
        } finally {
            process.destroyForcibly();
        }
        Duration time = Duration.ofNanos(System.nanoTime() - began);
        String said = Files.readString(log.toPath(), StandardCharsets.ISO_8859_1);
        Matcher inputs = INPUTS.matcher(said);
        return new Row(
                target.name(),
                inputs.find() ? Long.parseLong(inputs.group(1)) : 0,
                time,
                exit == 0 ? "" : finding(said, log));
    }

    private List<String> command(Target target, Path folder, Path corpus) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                JAZZER,
                "--target_class=" + Fuzzed.class.getName(),
                "--target_args=" + target.name(),
                "--instrumentation_includes=io.iotconnectivity.**",
                "--disabled_hooks=" + NOT_LOOKED_FOR,
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/",
                "-runs=" + runs,
                "-max_total_time=" + seconds,
                "-max_len=" + longest,
                "-timeout=" + inputSeconds,
                "-rss_limit_mb=3000",
                "-print_final_stats=1",
                corpus.toString());
    }

    private static String finding(String said, File log) {
        Matcher finding = FINDING.matcher(said);
        String words = finding.find() ? finding.group(finding.group(1) == null ? 2 : 1) : "ended before its time";
        return words.replaceAll("[^\\x20-\\x7e]", "?").substring(0, Math.min(SHOWN, words.length())) + "; see " + log;
    }
}
