package io.iotconnectivity.webhook.inbound;

import io.iotconnectivity.fuzz.Holds;
import io.iotconnectivity.fuzz.Inputs;
import io.iotconnectivity.fuzz.Target;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What ticket systems report: refused, or a bounded note, whoever has signed it. */
public final class FuzzedReports {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final int LONGEST = 2_000;
    private static final List<InboundHook> HOOKS = Stream.of("pagerduty", "jsm", "slack")
            .map(format -> new InboundHook("desk", format, List.of("0123456789abcdef")))
            .toList();

    public static final List<Target> TARGETS = List.of(new Target("inbound-report", FuzzedReports::report));

    private FuzzedReports() {}

    private static void report(byte[] input) {
        String shown = Inputs.text(input);
        for (InboundHook hook : HOOKS) {
            Holds.that(!hook.isGenuine(name -> Optional.of(shown), input, NOW), "nobody has signed it");
            try {
                hook.read(input, NOW)
                        .ifPresent(reported ->
                                Holds.printable("the note", reported.note().sentence(), LONGEST));
            } catch (IOException refused) {
                Holds.that(refused.getMessage() != null, "a refusal says why");
            }
        }
    }
}
