package io.iotconnectivity.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process of ours, with what it has printed. It dies with this JVM. */
final class Child implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int LINES_SHOWN = 30;

    /** {@code /proc} counts CPU in hundredths of a second, whatever the kernel's own clock. */
    private static final int MILLIS_PER_TICK = 10;

    private final String name;
    private final Process process;
    private final long startedAt;
    private final Thread onExit;
    private final List<String> lines = new ArrayList<>();

    private Child(String name, Process process, long startedAt) {
        this.name = name;
        this.process = process;
        this.startedAt = startedAt;
        this.onExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(onExit);
        Thread reader = new Thread(this::read, name + "-output");
        reader.setDaemon(true);
        reader.start();
    }

    static Child start(String name, List<String> command, Path directory) throws IOException {
        long now = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        return new Child(name, process, now);
    }

    /** Waits until the process has printed a line with this text. */
    String awaitLine(String text) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        synchronized (lines) {
            Optional<String> found = find(text);
            while (found.isEmpty()) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    throw failure("did not print \"" + text + "\"");
                }
                try {
                    lines.wait(100);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw failure("did not exit in time");
                }
                found = find(text);
            }
            return found.get();
        }
    }

    Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    private Optional<String> find(String text) {
        return lines.stream().filter(line -> line.contains(text)).findFirst();
    }

    /** What to throw when the process does not do what it should; shows what it printed last. */
    IllegalStateException failure(String what) {
        synchronized (lines) {
            List<String> last = lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size());
            return new IllegalStateException(name + " " + what + ". Its last lines:\n" + String.join("\n", last));
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Takes the processor away from it; its connections stay open. */
    void pause() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    /** Ends it at once; it cannot do anything about it. */
    void kill() {
        signal("KILL");
    }

    private void signal(String signal) {
        run("kill", "-" + signal, Long.toString(pid()));
    }

    /** Bytes of memory that it holds; not a number where there is no {@code /proc}. */
    double residentBytes() {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException | NoSuchElementException e) {
            return Double.NaN;
        }
    }

    /** User and system time so far. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** User and system time so far by the names of the threads, numbers left out; empty where there is no {@code /proc}. */
    Map<String, Duration> cpuByThread() {
        Map<String, Duration> times = new TreeMap<>();
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid()), "task"))) {
            for (Path thread : threads.toList()) {
                String stat = Files.readString(thread.resolve("stat"));
                String threadName = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
                times.merge(
                        threadName.replaceAll("[-#0-9]+", " ").strip(),
                        Duration.ofMillis(ticks * MILLIS_PER_TICK),
                        Duration::plus);
            }
        } catch (IOException e) {
            return Map.of();
        }
        return times;
    }

    /** What a command prints. */
    static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed: " + output);
            }
            return output;
        } catch (IOException e) {
            throw new IllegalStateException(String.join(" ", command) + " did not run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
            }
        } catch (IOException e) {
            // The process has ended.
        }
    }

    /** Asks it to end, and waits for that. */
    @Override
    public void close() {
        if (process.isAlive()) {
            resume();
            process.destroy();
        }
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().removeShutdownHook(onExit);
    }
}
