package io.iotconnectivity.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Note;
import io.iotconnectivity.signal.Printable;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lists the incidents and who was, or would be, notified of them, and takes notes of what people do about them. */
final class IncidentsApi {
    private static final Logger LOG = LoggerFactory.getLogger(IncidentsApi.class);
    private static final int MOST_SENT = 500;

    private final Backend facts;
    private final Answers answers;
    private final Clock clock;

    IncidentsApi(Backend facts, Answers answers, Clock clock) {
        this.facts = facts;
        this.answers = answers;
        this.clock = clock;
    }

    void addTo(Router router) {
        router.get("/api/incidents").handler(this::list);
        router.get("/api/incidents/:id").handler(this::incident);
        router.get("/api/incidents/:id/sent").handler(this::sent);
        router.get("/api/incidents/:id/route").handler(this::route);
        router.post("/api/incidents/:id/notes").handler(this::note);
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
            IncidentData incident = known(ledger, id);
            return new Whole(incident, sent(ledger, id));
        });
    }

    private void note(RoutingContext context) {
        String id = context.pathParam("id");
        Note note = new NoteRequest(Answers.body(context, NoteRequest.FIELDS), clock.instant()).note();
        answers.write(context, () -> facts.engine().note(id, note), open -> {
            if (open) {
                LOG.info("Incident {}: {}", Printable.of(id), note.sentence());
                answers.send(context, 201, note);
            } else {
                context.fail(
                        Problem.notFound("there is no open incident with this id; one that is over takes no notes"));
            }
        });
    }

    /** Sends nothing. */
    private void route(RoutingContext context) {
        String id = context.pathParam("id");
        Answers.query(context);
        answers.answer(context, () -> {
            Ledger ledger = facts.ledger();
            IncidentData incident = known(ledger, id);
            List<Sent> sent = ledger.sent(id, MOST_SENT);
            Instant now = clock.instant();
            return Listing.all(ledger.sinks().stream()
                    .map(sink -> SinkRoute.of(
                            sink,
                            incident,
                            sent,
                            facts.wants().apply(sink.name()),
                            facts.telling().apply(sink.name()),
                            now))
                    .toList());
        });
    }

    private static IncidentData known(Ledger ledger, String id) {
        return ledger.incident(id)
                .orElseThrow(() -> Problem.notFound("there is no incident with this id, or it is no longer kept"));
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
