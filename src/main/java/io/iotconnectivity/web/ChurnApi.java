package io.iotconnectivity.web;

import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.report.ChurnSpan;
import io.iotconnectivity.report.ChurnWatch;
import io.iotconnectivity.report.Reports;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Serves what has become worse than its own past. */
final class ChurnApi {
    private final Backend facts;
    private final Answers answers;

    ChurnApi(Backend facts, Answers answers) {
        this.facts = facts;
        this.answers = answers;
    }

    void addTo(Router router) {
        router.get("/api/churn").handler(this::churn);
    }

    private void churn(RoutingContext context) {
        Query query = Answers.query(context, "span", "group", "class", "limit");
        ChurnSpan span = query.text("span")
                .map(word -> ChurnSpan.of(word)
                        .orElseThrow(() -> Problem.ofField("span", "span must be one of " + ChurnSpan.words())))
                .orElse(ChurnSpan.DAY);
        Optional<String> group = query.text("group");
        Optional<String> kind = query.text("class");
        int limit = query.limit();
        answers.answer(context, () -> {
            ChurnWatch watch = watch(facts);
            refuseUnknown(group, kind);
            return ChurnView.of(
                    span,
                    watch.latest(span),
                    device -> (group.isEmpty() || group.equals(device.group()))
                            && kind.filter(name -> !name.equals(device.deviceClass()))
                                    .isEmpty(),
                    limit);
        });
    }

    /** An empty answer would look as if nothing had become worse. */
    private void refuseUnknown(Optional<String> group, Optional<String> kind) {
        facts.reports().flatMap(reports -> reports.mistake(group, kind)).ifPresent(mistake -> {
            throw Problem.ofField(mistake.split(" ", 2)[0], mistake);
        });
    }

    static ChurnView.OfDevice of(Presence device, Backend facts) {
        Map<ChurnSpan, ChurnView.Counts> spans = new EnumMap<>(ChurnSpan.class);
        watch(facts).of(device).forEach((span, churn) -> spans.put(span, ChurnView.Counts.of(churn)));
        return new ChurnView.OfDevice(device.client().value(), spans);
    }

    private static ChurnWatch watch(Backend facts) {
        return facts.reports()
                .flatMap(Reports::churn)
                .orElseThrow(() -> Problem.notFound("nothing is compared with its past here: availability.enabled or"
                        + " churn.enabled is false, or the file of the histories cannot be opened, which the log then"
                        + " says"));
    }
}
