package io.iotconnectivity.bench;

import java.util.List;
import picocli.CommandLine.Option;

/** What to measure, and how long. */
final class Options {
    @Option(
            names = "--rows",
            split = ",",
            description = "Which rows: ${DEFAULT-VALUE}",
            defaultValue = "throughput,latency,footprint,causes,storm,webhook,devices,start")
    private List<String> rows;

    @Option(
            names = "--rounds",
            description = "Rounds that count, of each comparison: ${DEFAULT-VALUE}",
            defaultValue = "3")
    private int rounds;

    @Option(names = "--events", description = "Events of one backlog: ${DEFAULT-VALUE}", defaultValue = "60000")
    private int events;

    @Option(
            names = "--devices",
            description = "Devices that a backlog is about: ${DEFAULT-VALUE}",
            defaultValue = "20000")
    private int devices;

    @Option(
            names = "--rate",
            description = "Events a second while latency is measured: ${DEFAULT-VALUE}",
            defaultValue = "500")
    private int rate;

    @Option(names = "--seconds", description = "Length of a round of latency: ${DEFAULT-VALUE}", defaultValue = "8")
    private int seconds;

    @Option(names = "--fleet", description = "Devices for heap and file: ${DEFAULT-VALUE}", defaultValue = "100000")
    private int fleet;

    @Option(names = "--starts", description = "Starts to take the middle of: ${DEFAULT-VALUE}", defaultValue = "5")
    private int starts;

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

    int rate() {
        return rate;
    }

    int seconds() {
        return seconds;
    }

    int fleet() {
        return fleet;
    }

    int starts() {
        return starts;
    }
}
