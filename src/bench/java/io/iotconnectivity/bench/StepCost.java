package io.iotconnectivity.bench;

import io.iotconnectivity.presence.ClassRule;
import io.iotconnectivity.presence.ClassedMachine;
import io.iotconnectivity.presence.DeviceClass;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.Step;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Signal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the device rules take for a signal, with as many classes as a mixed fleet has and with none, in turns on one thread.
 * All devices are of the last class, so that each is tried.
 */
final class StepCost {
    private static final int CLASSES = 20;
    private static final int WARM_UPS = 5;

    private final Options options;

    StepCost(Options options) {
        this.options = options;
    }

    List<Row> run() {
        int devices = options.devices();
        List<Signal> signals = new ArrayList<>();
        Fleet fleet = new Fleet("sensor", devices);
        for (int i = 0; i < devices * 3; i++) {
            signals.add(Signals.of(fleet.next()));
        }
        List<Double> with = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        for (int round = -WARM_UPS; round < options.rounds(); round++) {
            double none = micros(DeviceClasses.none(Policy.defaults()), signals);
            double many = micros(classes(), signals);
            if (round >= 0) {
                without.add(none);
                with.add(many);
            }
        }
        String what = String.format(
                Locale.ROOT,
                "device rules, %,d devices in turns, %d classes; bare: none; µs a signal",
                devices,
                CLASSES);
        return List.of(Row.compared(what, Spread.of(with), Spread.of(without), Spread.ofRatios(with, without), ""));
    }

    private static double micros(DeviceClasses classes, List<Signal> signals) {
        ClassedMachine machine = new ClassedMachine(classes);
        Map<String, Presence> devices = new HashMap<>();
        long events = 0;
        long start = System.nanoTime();
        for (Signal signal : signals) {
            Presence before =
                    devices.computeIfAbsent(signal.client().value(), client -> Presence.unseen(signal.client()));
            Step step = machine.step(before, signal, signal.at());
            devices.put(signal.client().value(), step.after());
            events += step.events().size();
        }
        double micros = (System.nanoTime() - start) / 1e3 / signals.size();
        if (events < signals.size()) {
            throw new IllegalStateException(signals.size() + " signals made only " + events + " events");
        }
        return micros;
    }

    private static DeviceClasses classes() {
        List<DeviceClasses.Entry> entries = new ArrayList<>();
        for (int i = 1; i <= CLASSES; i++) {
            String kind = i == CLASSES ? "sensor" : "kind" + i;
            Policy defaults = Policy.defaults();
            Policy policy = new Policy(
                    defaults.reasons(),
                    defaults.defaultGrace(),
                    defaults.settle(),
                    defaults.presenceEvents(),
                    defaults.asking(),
                    defaults.silence(),
                    Optional.of(DeviceClass.named(kind)));
            entries.add(new DeviceClasses.Entry(
                    new ClassRule(
                            Optional.of(ClientPattern.of(kind + "-[0-9]+")), Optional.empty(), Optional.empty(), kind),
                    policy));
        }
        return new DeviceClasses(Policy.defaults(), entries);
    }
}
