package io.iotconnectivity.web;

import com.fasterxml.jackson.databind.util.RawValue;
import io.iotconnectivity.engine.DeviceOrder;
import io.iotconnectivity.engine.DeviceQuery;
import io.iotconnectivity.engine.ExtraMatch;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Lists the devices and tells what happened to each. */
final class DevicesApi {
    static final String DEVICES = "/api/devices/";
    private static final String EVENTS = "/events";
    private static final String EXPLAIN = "/explain";
    private static final String CHURN = "/churn";

    private final Backend facts;
    private final Answers answers;

    DevicesApi(Backend facts, Answers answers) {
        this.facts = facts;
        this.answers = answers;
    }

    void addTo(Router router) {
        router.get("/api/devices").handler(this::list);
        router.get(DEVICES + "*").handler(this::device);
    }

    private Ledger ledger() {
        return facts.ledger();
    }

    private void list(RoutingContext context) {
        Query query = Answers.query(
                context, "state", "reason", "group", "class", "q", "slow", "deaf", "extra", "sort", "limit", "after");
        DeviceOrder order = query.word("sort", DeviceOrder::of).orElse(DeviceOrder.BY_CLIENT_ID);
        Optional<Verdict> state = query.state();
        DeviceQuery wanted = (state.isPresent() ? DeviceQuery.ALL : DeviceQuery.ALL.inService())
                .withState(state)
                .withReason(query.text("reason"))
                .withGroup(query.text("group"))
                .withClass(query.text("class"))
                .containing(query.text("q"))
                .slow(Optional.of(new DeviceQuery.Slow(
                                facts.keepAliveSlo(), facts.classes().keepAliveSlos()))
                        .filter(slo -> query.flag("slow")))
                .deaf(query.flag("deaf"))
                .knownAs(query.text("extra").map(DevicesApi::match))
                .sortedBy(order)
                .after(query.place(order));
        int limit = query.limit();
        answers.answer(context, () -> Listing.of(ledger().devices(wanted, limit), this::view));
    }

    private static ExtraMatch match(String text) {
        return ExtraMatch.of(text)
                .orElseThrow(() ->
                        Problem.ofField("extra", "extra must be <route>.<field>:<value>, such as sites.site:Oslo"));
    }

    /** A device, its events, its story, or how it compares with its past. Reads the raw path, because a client id may contain an encoded {@code /}. */
    private void device(RoutingContext context) {
        String rest = context.request().path().substring(DEVICES.length());
        if (isAbout(rest, EVENTS)) {
            events(context, clientId(rest, EVENTS));
        } else if (isAbout(rest, EXPLAIN)) {
            ClientId client = clientId(rest, EXPLAIN);
            Answers.query(context);
            answers.answer(context, () -> {
                Presence device = heardOf(client);
                return Explanation.of(device, facts).with(SloApi.ofClass(device, facts));
            });
        } else if (isAbout(rest, CHURN)) {
            ClientId client = clientId(rest, CHURN);
            Answers.query(context);
            answers.answer(context, () -> ChurnApi.of(heardOf(client), facts));
        } else {
            ClientId client = clientId(rest, "");
            Answers.query(context);
            answers.answer(context, () -> view(heardOf(client)));
        }
    }

    private void events(RoutingContext context, ClientId client) {
        Query query = Answers.query(context, "limit", "after");
        Optional<String> before = query.text("after");
        int limit = query.limit();
        answers.answer(context, () -> {
            heardOf(client);
            return Listing.of(ledger().events(client, before, limit), this::cloudEvent);
        });
    }

    private DeviceView view(Presence presence) {
        return DeviceView.of(presence, facts);
    }

    private Presence heardOf(ClientId client) {
        return ledger().device(client).orElseThrow(() -> Problem.notFound("this device has never been seen"));
    }

    static boolean isAbout(String path, String what) {
        return path.endsWith(what) && path.length() > what.length();
    }

    /**
     * The client that a path names. {@code ;.} and {@code ;..} name the clients {@code .} and {@code ..}: callers and proxies remove
     * segments of dots, even encoded ones, before we see them.
     */
    static ClientId clientId(String path, String what) {
        String encoded = path.substring(0, path.length() - what.length());
        if (encoded.isEmpty() || encoded.contains("/")) {
            throw Problem.notFound("write a '/' in a client id as %2F");
        }
        if (encoded.equals(";.") || encoded.equals(";..")) {
            return new ClientId(encoded.substring(1));
        }
        try {
            // The decoder is meant for forms, where '+' is a space; in a path it is literal.
            return new ClientId(URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("a client id has 1 to " + ClientId.MAX_BYTES + " bytes, percent-encoded");
        }
    }

    private RawValue cloudEvent(Event event) {
        return new RawValue(new String(facts.events().write(event), StandardCharsets.UTF_8));
    }
}
