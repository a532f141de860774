package io.iotconnectivity.aws.logs;

import io.iotconnectivity.presence.Effect.LookUp;
import io.iotconnectivity.presence.Effect.Subject;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * One IoT log entry that may answer a question.
 *
 * @param at by the entry's own time
 * @param closedFor the terms for why the connection was closed, one of which its disconnect event has, too; empty if
 *     not given
 * @param diagnosis what it says; always found
 */
record LogEntry(ClientId client, Subject subject, Instant at, Set<Reason> closedFor, Diagnosis diagnosis) {

    /**
     * Whether it is about this device, and an occurrence of this kind. A connection that ended for another reason is
     * another one: a device may be taken over and drop within seconds.
     */
    boolean isAbout(LookUp question) {
        boolean otherReason = question.reason().isPresent()
                && !closedFor.isEmpty()
                && !closedFor.contains(question.reason().get());
        return client.equals(question.client()) && subject == question.subject() && !otherReason;
    }

    Duration distance(LookUp question) {
        return Duration.between(at, question.at()).abs();
    }
}
