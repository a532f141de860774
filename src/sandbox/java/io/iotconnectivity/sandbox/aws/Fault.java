package io.iotconnectivity.sandbox.aws;

import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Service;
import java.time.Duration;
import java.util.function.Function;

/** A fault injected into a call by a test. */
public sealed interface Fault {
    /** The service throttles the call, in its own format. */
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

    /** The call is performed and answered, but only after a delay. */
    static Fault hang(Duration delay) {
        return new Hang(delay);
    }

    /** The call is performed; half of the response arrives, then the connection is closed. */
    static Fault truncate() {
        return new Truncate();
    }

    /** The call is performed; the connection is closed without a response. */
    static Fault loseReply() {
        return new LoseReply();
    }

    /** The connection is closed before the call is performed. */
    static Fault loseRequest() {
        return new LoseRequest();
    }

    /** The last entries of a batch fail and the others succeed; other operations are unaffected. */
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
