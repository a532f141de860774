package io.iotconnectivity.route;

import io.iotconnectivity.presence.Effect;
import java.util.List;
import java.util.function.Consumer;
import org.apache.camel.Exchange;

/** What an enrich route calls to have its questions answered by someone who gathers them, searches for a while and answers by signals. */
public final class AnsweredLater {
    private final Consumer<Effect> answerer;

    /**
     * @param answerer must not block
     */
    public AnsweredLater(Consumer<Effect> answerer) {
        this.answerer = answerer;
    }

    /** Passes on the questions of the exchange. */
    public void ask(Exchange exchange) {
        List<?> questions = exchange.getProperty(Enrichers.QUESTIONS, List.of(), List.class);
        questions.forEach(question -> answerer.accept((Effect) question));
        exchange.setProperty(Enrichers.LATER, true);
    }
}
