package io.iotconnectivity.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * A question that is worked on once at a time: callers who ask meanwhile share the result, so frequent requests cost
 * next to nothing.
 */
final class Shared<T> {
    private final Vertx vertx;
    private final Callable<T> question;
    private Optional<Future<T>> running = Optional.empty();

    /**
     * @param question answered on a worker thread
     */
    Shared(Vertx vertx, Callable<T> question) {
        this.vertx = vertx;
        this.question = question;
    }

    synchronized Future<T> get() {
        Future<T> answer = running.orElseGet(() -> vertx.executeBlocking(question, false));
        running = Optional.of(answer);
        answer.onComplete(done -> forget(answer));
        return answer;
    }

    private synchronized void forget(Future<T> answer) {
        running = running.filter(other -> other != answer);
    }
}
