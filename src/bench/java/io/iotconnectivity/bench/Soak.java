package io.iotconnectivity.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Whether the product takes more and more over a day: the heap after garbage collection, and the file. */
final class Soak {
    /** Once all that is kept for some time has been pruned for the first time, and the file has found its size. */
    private static final int SHORTEST = 8;

    private static final double MOST_GROWTH = 1.05;

    private final Options options;

    Soak(Options options) {
        this.options = options;
    }

    List<Row> run(Path directory) throws IOException, InterruptedException {
        int hours = options.soakHours();
        Path home = Files.createDirectories(directory.resolve("soak"));
        Path figures = home.resolve("figures");
        List<String> command = Jvm.command(SoakedStore.class, "-Xmx512m");
        command.addAll(
                List.of(home.resolve("connectivity.db").toString(), figures.toString(), Integer.toString(hours)));
        Process process = new ProcessBuilder(command).inheritIO().start();
        Thread onExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(onExit);
        if (process.waitFor() != 0) {
            throw new IOException("the simulated hours ended with status " + process.exitValue());
        }
        Runtime.getRuntime().removeShutdownHook(onExit);
        List<Double> heap = new ArrayList<>();
        List<Double> file = new ArrayList<>();
        for (String line : Files.readAllLines(figures)) {
            double[] bytes =
                    Stream.of(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
            heap.add(bytes[0] / (1 << 20));
            file.add(bytes[1] / (1 << 20));
        }
        String what = String.format(
                Locale.ROOT,
                "%d simulated hours at %d events/s, %,d devices, %d hours of history; ",
                hours,
                SoakedStore.EVENTS_PER_SECOND,
                SoakedStore.DEVICES,
                SoakedStore.KEPT.toHours());
        return List.of(
                Row.alone(what + "MB of heap after GC", Spread.of(heap), ""),
                growth(what + "heap in the last quarter, to the second", heap),
                Row.alone(what + "MB of file", Spread.of(file), ""),
                growth(what + "file in the last quarter, to the second", file));
    }

    private static Row growth(String what, List<Double> hours) {
        if (hours.size() < SHORTEST) {
            return Row.alone(what, "", "too short to tell");
        }
        int quarter = hours.size() / 4;
        double growth =
                mean(hours.subList(hours.size() - quarter, hours.size())) / mean(hours.subList(quarter, 2 * quarter));
        return Row.alone(what, growth, Row.atMost(MOST_GROWTH, "flat (≤ 1.05)", growth));
    }

    private static double mean(List<Double> figures) {
        return figures.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
