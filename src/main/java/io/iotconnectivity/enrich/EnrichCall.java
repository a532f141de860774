package io.iotconnectivity.enrich;

import io.iotconnectivity.signal.ClientId;
import java.util.List;

/** Asks one enrich route. */
@FunctionalInterface
public interface EnrichCall {
    /**
     * Blocks until the route answers.
     *
     * @param clients at least one
     * @return what the route answered, as {@link AnswerReader} reads it
     * @throws Exception if it gave no answer; asked again later
     */
    Object ask(List<ClientId> clients) throws Exception;
}
