package io.iotconnectivity.signal;

import io.iotconnectivity.fuzz.Holds;
import io.iotconnectivity.fuzz.Inputs;
import io.iotconnectivity.fuzz.Target;
import io.iotconnectivity.settings.ShippedSettings;
import io.iotconnectivity.signal.Reading.Understood;
import io.iotconnectivity.signal.Reading.Unreadable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Messages of the broker and the queue: each is signals, nothing, or a refusal that can be shown. */
public final class FuzzedSignals {
    private static final Instant ARRIVED = Instant.parse("2026-11-23T10:00:00Z");
    private static final int MOST_SIGNALS = 5_000;
    private static final int LONGEST_REASON = 400;

    private static final LifecycleParser LIFECYCLE = new LifecycleParser();

    public static final List<Target> TARGETS = List.of(
            new Target("lifecycle", input -> lookAt(LIFECYCLE.read(input, ARRIVED))),
            new Target("last-will", FuzzedSignals::will),
            new Target("sign-of-life", FuzzedSignals::sign),
            Target.ofText("topic", FuzzedSignals::topic),
            Target.ofText("will-words", FuzzedSignals::words),
            Target.ofText("shown-text", FuzzedSignals::shown));

    private FuzzedSignals() {}

    /** What may come of a message. */
    public static void lookAt(Reading reading) {
        if (reading instanceof Understood understood) {
            Holds.that(!understood.signals().isEmpty(), "understood, and tells nothing");
            lookAt(understood.signals());
        } else if (reading instanceof Unreadable unreadable) {
            Holds.printable("the reason", unreadable.reason(), LONGEST_REASON);
            lookAt(unreadable.others());
        }
    }

    private static void lookAt(List<Signal> signals) {
        Holds.that(signals.size() <= MOST_SIGNALS, signals.size() + " signals of one message");
        for (Signal signal : signals) {
            String client = signal.client().value();
            Holds.that(!client.isEmpty(), "a client without an id");
            // Stored, asked about and told as UTF-8: another text would be another device.
            Holds.same(
                    "the client", client, new String(client.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
            Holds.that(!signal.at().isAfter(Instant.parse("9999-12-31T23:59:59.999Z")), "no time: " + signal.at());
            // A message of a megabyte may be about a single device.
            Holds.bounded("the signal", signal.toString(), 4_000);
        }
    }

    private static WillParser wills(String filter) {
        return new WillParser(new DeviceTopic(filter, ""), Lazy.WORDS);
    }

    private static void will(byte[] input) {
        String topic = Inputs.firstLine(input);
        byte[] payload = Inputs.afterFirstLine(input);
        for (WillParser parser : Lazy.WILLS) {
            lookAt(parser.read(topic, payload, ARRIVED));
        }
    }

    private static void sign(byte[] input) {
        lookAt(Lazy.SIGNS.read(Inputs.firstLine(input), Inputs.afterFirstLine(input), ARRIVED));
    }

    private static void topic(String input) {
        List<String> lines = Inputs.lines(input, 3);
        DeviceTopic topic;
        try {
            topic = new DeviceTopic(lines.get(0), lines.get(1));
        } catch (IllegalArgumentException refused) {
            Holds.that(!refused.getMessage().isBlank(), "refused without a word");
            return;
        }
        topic.device(lines.get(2)).ifPresent(device -> Holds.that(lines.get(2).contains(device), "made up " + device));
        topic.topicsOf("thing");
        topic.lastName();
    }

    private static void words(String input) {
        for (String text : input.split("\n", 50)) {
            try {
                WillWords.Entry entry = WillWords.Entry.of(text);
                Holds.bounded("the word", entry.word(), 2 * WillWords.MAX_WORD);
            } catch (IllegalArgumentException refused) {
                Holds.printable("the refusal", refused.getMessage(), LONGEST_REASON);
            }
        }
    }

    private static void shown(String input) {
        if (!input.isBlank()) {
            Holds.printable("the text", Printable.of(input), 6 * input.length());
        }
        for (int most : new int[] {1, 2, 40, 200}) {
            Holds.bounded("the headline", Headline.of(input, most), most);
        }
        if (Printable.cut(input, 64).length() > 64) {
            throw new AssertionError("not cut");
        }
    }

    private static final class Lazy {
        static final WillWords WORDS = ShippedSettings.with().sources().willWords();
        static final List<WillParser> WILLS = List.of(wills("lwt/#"), wills("devices/+/offline"));
        static final SignOfLifeParser SIGNS = new SignOfLifeParser(new DeviceTopic("lwt/#", ""));
    }
}
