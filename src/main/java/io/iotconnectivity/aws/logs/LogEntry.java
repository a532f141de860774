package io.iotconnectivity.aws.logs;

import io.iotconnectivity.presence.Effect.LookUp;
import io.iotconnectivity.presence.Effect.Subject;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One entry of the IoT log that can be the answer to a question.
 *
 * @param at by the entry's own time
 * @param closedFor why the connection was ended, in the word that the event of its end has, too; absent where that is not told
 * @param diagnosis what it tells; always found
 */
record LogEntry(ClientId client, Subject subject, Instant at, Optional<Reason> closedFor, Diagnosis diagnosis) {

    /**
     * Whether it tells of this device, of a happening of this kind. A connection that ended for another reason is another one:
     * a device may be taken over and drop within seconds.
     */
    boolean isAbout(LookUp question) {
        boolean otherReason =
                closedFor.isPresent() && question.reason().isPresent() && !closedFor.equals(question.reason());
        return client.equals(question.client()) && subject == question.subject() && !otherReason;
    }

    Duration distance(LookUp question) {
        return Duration.between(at, question.at()).abs();
    }
}
