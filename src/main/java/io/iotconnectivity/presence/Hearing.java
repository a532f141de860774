package io.iotconnectivity.presence;

import io.iotconnectivity.signal.Signal.Listed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Compares what a connected device is subscribed to with what it must be subscribed to. */
final class Hearing {
    private Hearing() {}

    /**
     * AWS told what the device is subscribed to, or gave no answer. An answer that may be about an earlier connection
     * tells nothing about the present one.
     */
    static Step listed(Policy policy, Presence before, Listed signal, Instant now) {
        if (!before.state().isConnected()) {
            return unchanged(before);
        }
        boolean outdated = before.link()
                .filter(link -> signal.at().isBefore(link.heardAt()))
                .isPresent();
        Transition transition = new Transition(policy, before, Optional.empty(), now);
        if (outdated) {
            if (!before.enquiry().listing()) {
                return unchanged(before);
            }
            transition.askSubscriptions();
            return transition.done();
        }
        // Whoever need not be subscribed to anything lacks nothing, whatever AWS says.
        Optional<List<String>> missing = policy.required().isEmpty()
                ? Optional.of(List.of())
                : signal.held().map(held -> policy.required().missing(held, before.client(), before.thing()));
        boolean isNews =
                missing.filter(any -> !any.equals(before.findings().missing())).isPresent();
        if (!isNews && !before.enquiry().listing()) {
            return unchanged(before);
        }
        transition.listed();
        missing.ifPresent(filters -> transition.lacks(filters, signal.quiet()));
        return transition.done();
    }

    private static Step unchanged(Presence before) {
        return new Step(before, List.of());
    }
}
