package io.iotconnectivity.enrich;

import io.iotconnectivity.fuzz.Holds;
import io.iotconnectivity.fuzz.Target;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Extra;
import java.util.List;
import java.util.Map;

/** What enrich routes return: a bounded number of printable fields about those who were asked about, or refused in words. */
public final class FuzzedRouteAnswers {
    private static final ClientId A = new ClientId("pump-7");
    private static final ClientId B = new ClientId("pump-8");

    public static final List<Target> TARGETS = List.of(new Target("route-answer", FuzzedRouteAnswers::answer));

    private FuzzedRouteAnswers() {}

    private static void answer(byte[] input) {
        read(input, List.of(A));
        read(input, List.of(A, B));
    }

    private static void read(byte[] input, List<ClientId> asked) {
        try {
            Map<ClientId, AnswerReader.Read> told = AnswerReader.read(input, asked);
            Holds.that(asked.containsAll(told.keySet()), "it tells of somebody else");
            told.values().forEach(read -> bounded(read.extra()));
        } catch (UnusableAnswer refused) {
            Holds.printable("the reason", refused.getMessage(), 200);
        }
    }

    private static void bounded(Extra extra) {
        Holds.that(extra.fields().size() <= Extra.MOST_FIELDS, "too many fields");
        extra.fields().forEach((name, value) -> {
            Holds.that(Extra.isName(name), "a name that is none");
            Holds.printable("the value", value, Extra.LONGEST_VALUE);
            Holds.that(!value.isEmpty(), "an empty value");
        });
        Holds.that(new Extra(extra.fields()).equals(extra), "what is written is not read back");
    }
}
