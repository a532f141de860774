package io.iotconnectivity.source.mqtt;

import java.time.Duration;

/**
 * How long each step may take, so that none takes forever.
 *
 * @param firstRetry the wait before the first reconnect
 * @param longestRetry the longest wait between two attempts
 * @param answer for the broker's response to SUBSCRIBE and DISCONNECT; also how far a connect may exceed its own limit
 * @param settle for the exchanges of a connection that is being replaced
 * @param stop for the exchanges in flight when the consumer is stopped without Camel's shutdown having waited for them
 * @param watch how often a connection is checked for being alive
 * @param stable after a connection of this age, the waits start over
 * @param rateAlarm from how many messages a second a source counts as near the limit of its connection; 0: never
 */
record Limits(
        Duration firstRetry,
        Duration longestRetry,
        Duration answer,
        Duration settle,
        Duration stop,
        Duration watch,
        Duration stable,
        int rateAlarm) {
    static final Limits DEFAULT = new Limits(
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            0);

    Limits withLongestRetry(Duration longest) {
        return new Limits(firstRetry, longest, answer, settle, stop, watch, stable, rateAlarm);
    }

    Limits withRateAlarm(int messagesPerSecond) {
        return new Limits(firstRetry, longestRetry, answer, settle, stop, watch, stable, messagesPerSecond);
    }
}
