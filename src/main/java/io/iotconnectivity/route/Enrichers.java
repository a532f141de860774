package io.iotconnectivity.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.iotconnectivity.enrich.EnrichRoutes;
import io.iotconnectivity.enrich.EnrichSettings;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.signal.Extra;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has every started route of the group {@code enrich} asked about devices, until it stops. */
public final class Enrichers extends RouteGroup {
    /** The group that makes a route an enrich route. */
    public static final String GROUP = "enrich";

    private static final Logger LOG = LoggerFactory.getLogger(Enrichers.class);
    /** Exchange variable with the ids of the clients, a list of texts. */
    static final String CLIENTS = "clientIds";

    /** Exchange variable with the id of the client, if it is one. */
    static final String CLIENT = "clientId";

    /** The same, percent-encoded for a query or a path. */
    static final String CLIENT_IN_URL = "clientIdInUrl";

    /** Exchange property with the questions, for the beans that answer them later. */
    static final String QUESTIONS = "ConnectivityQuestions";

    /** Exchange property that says that they do. */
    static final String LATER = "ConnectivityAnsweredLater";

    private static final Object NO_BODY = new byte[0];
    private static final int NOT_FOUND = 404;
    private static final JsonMapper JSON = new JsonMapper();

    private final EnrichRoutes routes;
    private final Function<String, EnrichSettings> settings;

    /**
     * @param settings of a route by its name; never null
     */
    public Enrichers(EnrichRoutes routes, Function<String, EnrichSettings> settings) {
        super(GROUP, Extra::isName, "where the name has only letters, digits, _ and -, so it is not asked");
        this.routes = routes;
        this.settings = settings;
    }

    @Override
    void attach(String name, Route route, ProducerTemplate sender) {
        EnrichSettings how = settings.apply(name);
        if (!how.enabled()) {
            LOG.info("Enrich route {} is switched off by enrich.{}.enabled", name, name);
            return;
        }
        Endpoint endpoint = route.getEndpoint();
        if (!routes.attach(name, how, questions -> ask(sender, endpoint, questions))) {
            LOG.error(
                    "Enrich route {} is not asked, because there are already {}; remove one, or let one answer for both",
                    name,
                    EnrichRoutes.MOST_ROUTES);
        }
    }

    @Override
    void detach(String name) {
        routes.detach(name);
    }

    private static Optional<Object> ask(ProducerTemplate sender, Endpoint endpoint, List<Effect> questions)
            throws Exception {
        Exchange exchange = endpoint.createExchange(ExchangePattern.InOut);
        Message message = exchange.getMessage();
        List<String> ids = questions.stream()
                .map(question -> question.client().value())
                .distinct()
                .toList();
        message.setBody(json(ids));
        exchange.setProperty(QUESTIONS, questions);
        // Not headers: a component could send them on, and an id may hold anything.
        exchange.setVariable(CLIENTS, ids);
        if (ids.size() == 1) {
            exchange.setVariable(CLIENT, ids.get(0));
            exchange.setVariable(
                    CLIENT_IN_URL,
                    URLEncoder.encode(ids.get(0), StandardCharsets.UTF_8).replace("+", "%20"));
        }
        Exchange result = sender.send(endpoint, exchange);
        if (result.getException() != null) {
            if (ids.size() == 1 && isNotFound(result.getException())) {
                return Optional.of(Map.of());
            }
            throw result.getException();
        }
        if (result.isRollbackOnly() || result.isRollbackOnlyLast()) {
            throw new IllegalStateException("the route rolled back");
        }
        if (result.getProperty(LATER, false, Boolean.class)) {
            return Optional.empty();
        }
        return Optional.of(plain(result.getMessage()));
    }

    private static String json(List<String> ids) throws JsonProcessingException {
        return JSON.writeValueAsString(ids);
    }

    /** Of a single device, a server may say that it is not there. */
    private static boolean isNotFound(Exception failure) {
        return failure instanceof HttpOperationFailedException refused && refused.getStatusCode() == NOT_FOUND;
    }

    /** Files and streams as a stream, of which only as much is read as may be. */
    private static Object plain(Message answer) {
        Object body = answer.getBody() == null ? NO_BODY : answer.getBody();
        return body instanceof StreamCache || body instanceof WrappedFile<?> ? answer.getBody(InputStream.class) : body;
    }
}
