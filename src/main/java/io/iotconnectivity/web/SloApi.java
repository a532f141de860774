package io.iotconnectivity.web;

import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.report.ClassSlo;
import io.iotconnectivity.report.Membership;
import io.iotconnectivity.report.SloView;
import io.iotconnectivity.report.SloWatch;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Serves how the classes do against their objectives for availability. */
final class SloApi {
    private static final int MOST_OPEN = 1000;
    private static final String KEY = IncidentKind.SLO.word() + "/";

    /** They are measured soon after the start. */
    private static final int LATER_SECONDS = 10;

    private final Backend facts;
    private final Answers answers;

    SloApi(Backend facts, Answers answers) {
        this.facts = facts;
        this.answers = answers;
    }

    void addTo(Router router) {
        router.get("/api/slo").handler(this::list);
    }

    private void list(RoutingContext context) {
        Optional<String> wanted = Answers.query(context, "class").text("class");
        answers.answer(
                context,
                () -> Listing.all(views(
                        measured().stream()
                                .filter(slo -> wanted.filter(name -> !name.equals(slo.name()))
                                        .isEmpty())
                                .toList(),
                        facts)));
    }

    private List<ClassSlo> measured() {
        SloWatch watch = facts.kept()
                .slos()
                .orElseThrow(() -> Problem.notFound("no error budgets are measured here: availability.enabled is false,"
                        + " or the file of the histories cannot be opened, which the log then says"));
        return watch.latest()
                .orElseThrow(() -> Problem.tryLater("the error budgets are not measured yet", LATER_SECONDS));
    }

    /** How the class of a device does; empty if it has no objective, or was not measured. */
    static Optional<SloView> ofClass(Presence device, Backend facts) {
        String name = device.deviceClass().orElse(Membership.DEFAULT_CLASS);
        List<ClassSlo> measured = facts.kept().slos().flatMap(SloWatch::latest).orElse(List.of()).stream()
                .filter(slo -> slo.name().equals(name))
                .toList();
        return measured.isEmpty()
                ? Optional.empty()
                : views(measured, facts).stream().findFirst();
    }

    private static List<SloView> views(List<ClassSlo> slos, Backend facts) {
        Map<String, String> open = open(facts);
        return slos.stream()
                .map(slo -> SloView.of(slo, name -> Optional.ofNullable(open.get(KEY + name))))
                .toList();
    }

    /** The ids of the open incidents about error budgets, by their keys. */
    private static Map<String, String> open(Backend facts) {
        IncidentQuery query =
                new IncidentQuery(Optional.of(IncidentStatus.OPEN), Optional.of(IncidentKind.SLO), Optional.empty());
        return facts.ledger().incidents(query, MOST_OPEN).items().stream()
                .collect(Collectors.toMap(IncidentData::key, IncidentData::incidentId, (one, other) -> one));
    }
}
