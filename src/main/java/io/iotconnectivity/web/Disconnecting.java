package io.iotconnectivity.web;

import io.iotconnectivity.aws.connectivity.Disconnector;
import io.iotconnectivity.aws.connectivity.NotDisconnected;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Signal;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the connection of a device ended, and records who asked for that and why. */
final class Disconnecting {
    static final String DISCONNECT = "/disconnect";

    private static final Logger LOG = LoggerFactory.getLogger(Disconnecting.class);

    private final Backend facts;
    private final Answers answers;
    private final Clock clock;

    Disconnecting(Backend facts, Answers answers, Clock clock) {
        this.facts = facts;
        this.answers = answers;
        this.clock = clock;
    }

    /** Answers once it is done and recorded. */
    void disconnect(RoutingContext context, ClientId client) {
        Answers.query(context);
        Given given = Answers.body(context, "author", "comment", "cleanSession", "preventWill");
        LifeChange by = LifeChange.byOperator(
                given.text("author", LifeChange.MOST_CHARACTERS), given.text("comment", LifeChange.MOST_CHARACTERS));
        if (by.author().isEmpty()) {
            throw Problem.ofField("author", "author is missing: it says later who did this");
        }
        boolean cleanSession = given.flag("cleanSession");
        boolean preventWill = given.flag("preventWill");
        Instant asked = clock.instant();
        answers.work(
                context,
                () -> {
                    end(client, cleanSession, preventWill, by);
                    return new Signal.CutOff(client, asked, by);
                },
                done -> answers.write(
                        context,
                        () -> facts.engine().accept(done),
                        durable -> answers.work(
                                context,
                                () -> DeviceView.of(known(client), facts),
                                view -> answers.send(context, 200, view))));
    }

    private void end(ClientId client, boolean cleanSession, boolean preventWill, LifeChange by) {
        Disconnector disconnector = facts.disconnector().orElseThrow(Disconnecting::isOff);
        try {
            disconnector.check(client);
            // What else is connected to the account is none of our business.
            known(client);
            LOG.info("{} is being disconnected{}", client, by.inWords());
            disconnector.disconnect(client, cleanSession, preventWill);
        } catch (NotDisconnected e) {
            LOG.warn("{} was not disconnected: {}", client, e.getMessage());
            throw refusal(e);
        }
        LOG.info("{} was disconnected{}", client, by.inWords());
    }

    private static Problem.Refusal isOff() {
        return new Problem.Refusal(
                403,
                "Forbidden",
                "disconnecting devices is off; set disconnect.enabled = true, and allow iot:DeleteConnection (the command policies prints it)");
    }

    private static Problem.Refusal refusal(NotDisconnected failure) {
        String detail = failure.getMessage();
        return switch (failure.kind()) {
            case NOT_ALLOWED -> Problem.conflict(detail);
            case TOO_OFTEN ->
                Problem.tooOften(
                        detail,
                        Math.toIntExact(failure.retryAfter().orElseThrow().toSeconds() + 1));
            case NOT_CONNECTED -> Problem.notFound(detail);
            case DENIED, NO_ANSWER -> new Problem.Refusal(502, "Bad gateway", detail);
        };
    }

    private Presence known(ClientId client) {
        return facts.ledger().device(client).orElseThrow(() -> Problem.notFound("this device has never been seen"));
    }
}
