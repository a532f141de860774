package io.iotconnectivity.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.presence.History.Life;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Classes change no rule of a verdict, only its numbers. */
class ClassPropertiesTest {
    private static final CloudEvents JSON = new CloudEvents("iot-connectivity/test");
    private static final ClassRule RULE =
            new ClassRule(Optional.of(ClientPattern.of("dev.*")), Optional.empty(), Optional.empty(), "");

    @Property(tries = 2000)
    void deviceOfAClassIsDecidedAsIfAllDevicesHadItsNumbers(
            @ForAll("legalHistories") History history, @ForAll Random random) {
        Policy numbers = numbers(random);
        DeviceClasses classes =
                new DeviceClasses(numbers(random), List.of(new DeviceClasses.Entry(RULE, inClass(numbers))));
        List<Signal> signals = shuffled(history, random);
        long seed = random.nextLong();

        Story inClass = told(Story.device("device", classes), history, signals, seed);
        Story alone = told(Story.device("device", numbers), history, signals, seed);

        assertThat(texts(inClass)).isEqualTo(texts(alone));
        assertThat(inClass.verdict()).isEqualTo(alone.verdict());
        assertThat(inClass.presence().since()).isEqualTo(alone.presence().since());
        assertThat(inClass.presence().deadline()).isEqualTo(alone.presence().deadline());
    }

    /** A device whose class is known late ends as if it had been known from the beginning. */
    @Property(tries = 2000)
    void classThatBecomesKnownLateEndsInTheSameVerdict(
            @ForAll("legalHistories") History history, @ForAll Random random) {
        Policy numbers = numbers(random);
        DeviceClasses classes =
                new DeviceClasses(Policy.defaults(), List.of(new DeviceClasses.Entry(RULE, inClass(numbers))));
        List<Signal> signals = shuffled(history, random);
        int known = random.nextInt(signals.size() + 1);

        Story late = Story.device("device").until(history.end().plusSeconds(300));
        for (int i = 0; i < signals.size(); i++) {
            if (i == known) {
                late.startsAgainWith(classes);
            }
            late.take(signals.get(i));
        }
        late.startsAgainWith(classes).take(new Signal.TimerDue(History.CLIENT, late.now()));
        late.passes(Duration.ofDays(2));
        Story early = Story.device("device", classes).until(history.end().plusSeconds(300));
        signals.forEach(early::take);
        early.passes(Duration.ofDays(2));

        assertThat(late.verdict()).isEqualTo(early.verdict());
        assertThat(late.presence().deviceClass()).hasValue("own");
    }

    private static Story told(Story story, History history, List<Signal> signals, long seed) {
        Random pauses = new Random(seed);
        story.until(history.end().plusSeconds(300));
        signals.forEach(signal -> story.take(signal).passes(Duration.ofMillis(pauses.nextInt(20_000))));
        return story.passes(Duration.ofDays(2));
    }

    private static List<String> texts(Story story) {
        return story.events().stream()
                .map(event -> new String(JSON.write(event), StandardCharsets.UTF_8).replace("\"class\":\"own\",", ""))
                .toList();
    }

    private static List<Signal> shuffled(History history, Random random) {
        List<Signal> signals = new ArrayList<>();
        for (Life life : history.lives()) {
            signals.add(life.connect(Duration.ZERO));
            life.closed().ifPresent(closed -> signals.add(life.disconnect(Duration.ZERO)));
            if (life.will()) {
                signals.add(new Signal.LastWill(History.CLIENT, life.closed().orElseThrow()));
            }
        }
        Collections.shuffle(signals, random);
        return signals;
    }

    private static Policy numbers(Random random) {
        Policy usual = Policy.defaults();
        Map<Reason, ReasonPolicy> reasons = new HashMap<>();
        usual.reasons()
                .forEach((reason, known) -> reasons.put(
                        reason,
                        new ReasonPolicy(
                                known.cause(),
                                Duration.ofSeconds(random.nextInt(3600)),
                                Severity.values()[random.nextInt(Severity.values().length)])));
        Optional<Duration> silence =
                random.nextBoolean() ? Optional.of(Duration.ofSeconds(1 + random.nextInt(3600))) : Optional.empty();
        return new Policy(
                reasons,
                Duration.ofSeconds(random.nextInt(600)),
                usual.settle(),
                true,
                usual.asking(),
                new StalePolicy(List.of(), silence));
    }

    private static Policy inClass(Policy numbers) {
        return new Policy(
                numbers.reasons(),
                numbers.defaultGrace(),
                numbers.settle(),
                true,
                numbers.asking(),
                numbers.silence(),
                Optional.of(DeviceClass.named("own")));
    }

    @Provide
    Arbitrary<History> legalHistories() {
        return History.legal();
    }
}
