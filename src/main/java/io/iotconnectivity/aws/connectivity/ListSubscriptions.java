package io.iotconnectivity.aws.connectivity;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Reads all that a client is subscribed to, page by page; each page takes one call of the budget. */
final class ListSubscriptions {
    private final SignedCalls calls;
    private final BudgetedCalls budgeted;

    ListSubscriptions(SignedCalls calls, BudgetedCalls budgeted) {
        this.calls = calls;
        this.budgeted = budgeted;
    }

    /**
     * The topic filters. Blocks.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if AWS does not tell all of them
     */
    List<String> ask(ClientId client, AnswerDeadline deadline) {
        if (!DataCall.canBeAbout(client)) {
            throw SdkClientException.create("no path can name this client");
        }
        List<String> held = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            DataCall call = DataCall.listSubscriptions(client.value(), next);
            SubscriptionsReply page =
                    SubscriptionsReply.read(budgeted.make(deadline, timeout -> calls.make(call, timeout)));
            held.addAll(page.filters());
            if (held.size() > Signal.Listed.MOST_FILTERS
                    || page.next().isPresent() && page.next().equals(next)) {
                throw SdkClientException.create(
                        "AWS lists more than " + Signal.Listed.MOST_FILTERS + " subscriptions of one client");
            }
            next = page.next();
        } while (next.isPresent());
        return held;
    }
}
