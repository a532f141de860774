package io.iotconnectivity.aws.connectivity;

import java.time.Duration;

/** A deadline that is independent of the wall clock. */
record AnswerDeadline(long nanos) {

    static AnswerDeadline in(Duration time) {
        return new AnswerDeadline(System.nanoTime() + time.toNanos());
    }

    /** The time left; zero once it has passed. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }

    boolean isOver() {
        return left().isZero();
    }
}
