package io.iotconnectivity.sandbox.aws;

import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Service;
import java.time.Duration;
import java.util.function.Function;

/** Something that goes wrong with a call because a test wants it to. */
public sealed interface Fault {
    /** The service says that it is called too often, in the way that this service has. */
    static Fault throttle() {
        return new Refusal(Service::throttled);
    }

    /** The service answers HTTP 500. */
    static Fault serverError() {
        return new Refusal(Service::broken);
    }

    /** The table, topic or thing is not there. */
    static Fault notFound() {
        return new Refusal(Service::notFound);
    }

    /** The service refuses with any error. */
    static Fault refuse(int status, String code, String message) {
        return new Refusal(service -> new AwsError(status, code, message));
    }

    /** The call is done and answered, but only after a while. */
    static Fault hang(Duration delay) {
        return new Hang(delay);
    }

    /** The call is done; half of the reply arrives, then the connection ends. */
    static Fault truncate() {
        return new Truncate();
    }

    /** The call is done; the connection ends without any reply. */
    static Fault loseReply() {
        return new LoseReply();
    }

    /** The connection ends before the call is done. */
    static Fault loseRequest() {
        return new LoseRequest();
    }

    /** The last entries of a batch fail, the others are done; other operations do not notice. */
    static Fault failEntries(int entries) {
        return new FailEntries(entries);
    }

    /** @param error what this service says */
    record Refusal(Function<Service, AwsError> error) implements Fault {}

    record Hang(Duration delay) implements Fault {}

    record Truncate() implements Fault {}

    record LoseReply() implements Fault {}

    record LoseRequest() implements Fault {}

    record FailEntries(int entries) implements Fault {}
}
