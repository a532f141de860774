package io.iotconnectivity.aws.connectivity;

import java.time.Duration;

/** Until when something has to be done, whatever becomes of the clock on the wall. */
record AnswerDeadline(long nanos) {

    static AnswerDeadline in(Duration time) {
        return new AnswerDeadline(System.nanoTime() + time.toNanos());
    }

    /** What is left until then; zero when it has passed. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }

    boolean isOver() {
        return left().isZero();
    }
}
