package io.iotconnectivity.bench;

import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.kafka.SingleStage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs stages without the rest of a node: {@code port directory brokers installation stage...}. The first of them can be
 * paused; each has one thread.
 */
final class StageProgram {
    private StageProgram() {}

    public static void main(String[] args) throws Exception {
        ClusterSettings settings = ClusterSetUp.settings(args[2], args[3], Path.of(args[1]));
        List<SingleStage> stages = new ArrayList<>();
        for (String stage : List.of(args).subList(4, args.length)) {
            stages.add(
                    ClusterProgress.Stage.valueOf(stage) == ClusterProgress.Stage.DEVICES
                            ? SingleStage.devices(settings, ClusterSetUp.rules())
                            : SingleStage.incidents(settings, ClusterSetUp.incidents()));
        }
        SingleStage first = stages.get(0);
        new ProgramPort(Integer.parseInt(args[0]))
                .on("running", none -> Boolean.toString(first.isRunning()))
                .on("restored-records", none -> Long.toString(first.restoredRecords()))
                .on("restoring-nanos", none -> Long.toString(first.restoringNanos()))
                .on("pause", none -> {
                    first.pause();
                    return "";
                })
                .on("resume", none -> {
                    first.resume();
                    return "";
                })
                .on("stop", none -> {
                    stages.forEach(SingleStage::close);
                    return "";
                })
                .open();
    }
}
