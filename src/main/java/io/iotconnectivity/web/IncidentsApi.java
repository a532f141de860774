package io.iotconnectivity.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** Lists the incidents and who was notified of them. */
final class IncidentsApi {
    private static final int MOST_SENT = 500;

    private final Backend facts;
    private final Answers answers;

    IncidentsApi(Backend facts, Answers answers) {
        this.facts = facts;
        this.answers = answers;
    }

    void addTo(Router router) {
        router.get("/api/incidents").handler(this::list);
        router.get("/api/incidents/:id").handler(this::incident);
        router.get("/api/incidents/:id/sent").handler(this::sent);
    }

    /**
     * @param sent what became of its events at the sinks, newest first
     */
    private record Whole(@JsonUnwrapped IncidentData incident, List<SentView> sent) {}

    private void list(RoutingContext context) {
        Query query = Answers.query(context, "status", "kind", "limit", "after");
        IncidentQuery wanted = new IncidentQuery(
                query.word("status", IncidentStatus::of), query.word("kind", IncidentKind::of), query.text("after"));
        int limit = query.limit();
        answers.answer(context, () -> Listing.of(facts.ledger().incidents(wanted, limit), incident -> incident));
    }

    private void incident(RoutingContext context) {
        String id = context.pathParam("id");
        Answers.query(context);
        answers.answer(context, () -> {
            Ledger ledger = facts.ledger();
            IncidentData incident = ledger.incident(id)
                    .orElseThrow(() -> Problem.notFound("there is no incident with this id, or it is no longer kept"));
            return new Whole(incident, sent(ledger, id));
        });
    }

    /** Also for the incident of a sink test, which is not a real one. */
    private void sent(RoutingContext context) {
        String id = context.pathParam("id");
        Answers.query(context);
        answers.answer(context, () -> Listing.all(sent(facts.ledger(), id)));
    }

    private static List<SentView> sent(Ledger ledger, String id) {
        return ledger.sent(id, MOST_SENT).stream().map(SentView::of).toList();
    }
}
