package io.iotconnectivity.enrich;

import io.iotconnectivity.presence.Effect;
import java.util.List;
import java.util.Optional;

/** Asks one enrich route. */
@FunctionalInterface
public interface EnrichCall {
    /**
     * Blocks until the route answers.
     *
     * @param questions at least one
     * @return what the route answered, as {@link AnswerReader} reads it; empty if it answers each question by a signal, later
     * @throws Exception if it gave no answer; asked again later
     */
    Optional<Object> ask(List<Effect> questions) throws Exception;
}
