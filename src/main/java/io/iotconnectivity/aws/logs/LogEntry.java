package io.iotconnectivity.aws.logs;

import io.iotconnectivity.presence.Effect.LookUp;
import io.iotconnectivity.presence.Effect.Subject;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Diagnosis;
import java.time.Duration;
import java.time.Instant;

/**
 * One entry of the IoT log that can be the answer to a question.
 *
 * @param at by the entry's own time
 * @param diagnosis what it tells; always found
 */
record LogEntry(ClientId client, Subject subject, Instant at, Diagnosis diagnosis) {

    /** Whether it tells of this device, of a happening of this kind. */
    boolean isAbout(LookUp question) {
        return client.equals(question.client()) && subject == question.subject();
    }

    Duration distance(LookUp question) {
        return Duration.between(at, question.at()).abs();
    }
}
