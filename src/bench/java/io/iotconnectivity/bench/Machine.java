package io.iotconnectivity.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a run was measured.
 *
 * @param memory megabytes
 * @param busy   the share of its processors that was in use before the run, 0 to 1
 */
record Machine(int processors, long memory, String system, String java, String broker, double busy) {
    private static final Duration LOOK = Duration.ofSeconds(3);
    private static final double IDLE = 0.1;

    /** Looks at this machine, which takes some seconds; to be called before anything is started. */
    static Machine now(String broker) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        // Tells of the time since the call before. The load average would still tell of the build.
        system.getCpuLoad();
        Pause.of(LOOK);
        return new Machine(
                system.getAvailableProcessors(),
                system.getTotalMemorySize() >> 20,
                system.getName() + " " + system.getVersion() + " " + system.getArch(),
                Runtime.version().toString(),
                broker,
                Math.max(0, system.getCpuLoad()));
    }

    /** Present if other programs had much of the processors. */
    Optional<String> warning() {
        return busy <= IDLE
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "The machine was not idle: other programs had %.0f %% of its processors before the run.",
                        busy * 100));
    }

    /** In what it differs from another one, apart from what it did. */
    List<String> differences(Machine other) {
        List<String> differences = new ArrayList<>();
        differ(differences, "processors", Integer.toString(processors), Integer.toString(other.processors));
        differ(differences, "MB of memory", Long.toString(memory), Long.toString(other.memory));
        differ(differences, "system", system, other.system);
        differ(differences, "Java", java, other.java);
        differ(differences, "broker", broker, other.broker);
        return differences;
    }

    private static void differ(List<String> differences, String what, String one, String other) {
        if (!one.equals(other)) {
            differences.add(what + ": " + one + ", then " + other);
        }
    }

    @Override
    public String toString() {
        return processors + " processors, " + memory + " MB, " + system + ", Java " + java + ", " + broker;
    }
}
