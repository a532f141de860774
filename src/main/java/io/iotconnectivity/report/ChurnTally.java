package io.iotconnectivity.report;

import io.iotconnectivity.availability.Churn;
import io.iotconnectivity.availability.SpanCounts;
import io.iotconnectivity.availability.Spans;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;

/** Compares devices, and what they count toward, over one kind of span. Its size is bounded. Not thread-safe. */
final class ChurnTally {
    private static final Comparator<Churn> CLEAREST = Comparator.comparingDouble(Churn::chance)
            .thenComparing(Comparator.comparingDouble(Churn::ends).reversed());

    private static final Comparator<ChurnReport.Device> CLEAREST_DEVICE =
            Comparator.comparing(ChurnReport.Device::churn, CLEAREST).thenComparing(ChurnReport.Device::client);

    private final ChurnSpan span;
    private final Spans spans;
    private final int mostItems;
    private final int mostGroups;
    private final PriorityQueue<ChurnReport.Device> worst = new PriorityQueue<>(CLEAREST_DEVICE.reversed());
    private final Map<String, SpanCounts> groups = new TreeMap<>();
    private final Map<String, SpanCounts> classes = new TreeMap<>();
    private boolean allGroups = true;
    private long devices;
    private long worse;

    ChurnTally(ChurnSpan span, Spans spans, int mostItems, int mostGroups) {
        this.span = span;
        this.spans = spans;
        this.mostItems = mostItems;
        this.mostGroups = mostGroups;
    }

    Spans spans() {
        return spans;
    }

    void add(String client, Optional<String> group, String deviceClass, SpanCounts counts) {
        Optional<Churn> compared = Churn.of(counts);
        if (compared.isPresent()) {
            devices++;
        }
        compared.filter(Churn::isWorse).ifPresent(churn -> {
            worse++;
            worst.add(new ChurnReport.Device(client, group, deviceClass, churn));
            if (worst.size() > mostItems) {
                worst.remove();
            }
        });
        classes.computeIfAbsent(deviceClass, first -> SpanCounts.none(spans)).add(counts);
        group.ifPresent(name -> addTo(name, counts));
    }

    private void addTo(String group, SpanCounts counts) {
        SpanCounts sum = groups.get(group);
        if (sum == null) {
            if (groups.size() >= mostGroups) {
                allGroups = false;
                return;
            }
            sum = SpanCounts.none(spans);
            groups.put(group, sum);
        }
        sum.add(counts);
    }

    ChurnReport report(Instant at) {
        List<ChurnReport.Device> items = new ArrayList<>(worst);
        items.sort(CLEAREST_DEVICE);
        return new ChurnReport(at, span, devices, worse, List.copyOf(items), worse(groups), worse(classes), allGroups);
    }

    private static List<ChurnReport.Named> worse(Map<String, SpanCounts> sums) {
        return sums.entrySet().stream()
                .flatMap(each -> Churn.of(each.getValue())
                        .filter(Churn::isWorse)
                        .map(churn -> new ChurnReport.Named(each.getKey(), churn))
                        .stream())
                .sorted(Comparator.comparing(ChurnReport.Named::churn, CLEAREST).thenComparing(ChurnReport.Named::name))
                .toList();
    }
}
