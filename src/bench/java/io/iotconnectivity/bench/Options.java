package io.iotconnectivity.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What to measure, and how long. */
final class Options {
    @Option(
            names = "--rows",
            split = ",",
            description =
                    "The rows to measure: ${DEFAULT-VALUE}; soak takes half an hour and is measured only if named",
            defaultValue =
                    "throughput,queue,latency,footprint,million,upgrade,causes,storm,sinks,webhook,devices,step,report,start,cli,"
                            + "cluster-cpu,cluster-instances,cluster-incidents,cluster-latency,cluster-pause,"
                            + "cluster-restore")
    private List<String> rows;

    @Option(names = "--rounds", description = "Counted rounds of each comparison: ${DEFAULT-VALUE}", defaultValue = "3")
    private int rounds;

    @Option(names = "--events", description = "Events per backlog: ${DEFAULT-VALUE}", defaultValue = "60000")
    private int events;

    @Option(names = "--devices", description = "Devices per backlog: ${DEFAULT-VALUE}", defaultValue = "20000")
    private int devices;

    @Option(
            names = "--signals",
            description =
                    "Signals per backlog of the rows cluster-cpu, -instances and -incidents, three of each device:"
                            + " ${DEFAULT-VALUE}",
            defaultValue = "18000")
    private int signals;

    @Option(
            names = "--losses",
            description = "Kills, and stops, of the row cluster-pause: ${DEFAULT-VALUE}",
            defaultValue = "1")
    private int losses;

    @Option(
            names = "--rate",
            description = "Events per second while measuring latency: ${DEFAULT-VALUE}",
            defaultValue = "500")
    private int rate;

    @Option(names = "--seconds", description = "Seconds per latency round: ${DEFAULT-VALUE}", defaultValue = "8")
    private int seconds;

    @Option(
            names = "--fleet",
            description = "Devices for the heap and file rows, and for cluster-restore: ${DEFAULT-VALUE}",
            defaultValue = "100000")
    private int fleet;

    @Option(
            names = "--storm-devices",
            description = "Devices of 100 groups that drop at once: ${DEFAULT-VALUE}",
            defaultValue = "100000")
    private int stormDevices;

    @Option(
            names = "--large-fleet",
            description = "Devices for the rows million and upgrade: ${DEFAULT-VALUE}",
            defaultValue = "1000000")
    private int largeFleet;

    @Option(
            names = "--soak-hours",
            description = "Simulated hours of the row soak: ${DEFAULT-VALUE}; a verdict takes 8",
            defaultValue = "24")
    private int soakHours;

    @Option(names = "--starts", description = "Starts to take the median of: ${DEFAULT-VALUE}", defaultValue = "5")
    private int starts;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where to keep the results: target/bench/<time>-<commit>.json")
    private Path out;

    boolean asksFor(String row) {
        return rows.contains(row);
    }

    int rounds() {
        return rounds;
    }

    int events() {
        return events;
    }

    int devices() {
        return devices;
    }

    int signals() {
        return signals;
    }

    int losses() {
        return losses;
    }

    int rate() {
        return rate;
    }

    int seconds() {
        return seconds;
    }

    int fleet() {
        return fleet;
    }

    int stormDevices() {
        return stormDevices;
    }

    int largeFleet() {
        return largeFleet;
    }

    int soakHours() {
        return soakHours;
    }

    int starts() {
        return starts;
    }

    /** Empty if it was left to us. */
    Optional<Path> out() {
        return Optional.ofNullable(out);
    }
}
