package io.iotconnectivity.aws.connectivity;

import io.iotconnectivity.aws.budget.CallBudget;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.signal.Signal.ProbeResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Sends silent devices a message that they must acknowledge. Every probe has a result in time for the alert that waits
 * for it, and at once if there are more than the budget allows. A message is not sent twice: each is billed, and the
 * device may already have it.
 */
final class Prober implements AutoCloseable {
    static final String MESSAGE = "{\"probe\":\"iot-connectivity\"}";
    private static final int AT_ONCE = 32;

    private final QuestionWorkers<ProbeResult> questions;
    private final Consumer<Signal> answers;
    private final Clock clock;
    private final Set<ClientId> underWay = ConcurrentHashMap.newKeySet();
    private final Map<ProbeResult, Counter> counters = new EnumMap<>(ProbeResult.class);

    /**
     * @param margin how long an alert waits for the result beyond the device's own time limit
     */
    Prober(
            ProbeSettings settings,
            Duration margin,
            SignedCalls calls,
            CallBudget budget,
            AnswerWarnings complaints,
            Consumer<Signal> answers,
            Clock clock,
            MeterRegistry meters) {
        Duration queueing = margin.multipliedBy(4).dividedBy(5);
        Duration time = settings.timeout().plus(queueing);
        BudgetedCalls budgeted = new BudgetedCalls(budget, 1, settings.timeout(), time);
        long atOnce = settings.maxCallsPerSecond() * settings.timeout().toSeconds();
        long waiting = settings.maxCallsPerSecond() * queueing.toMillis() / 1000;
        this.questions = new QuestionWorkers<>(
                "aws-probe",
                (int) Math.min(AT_ONCE, Math.max(1, atOnce)),
                (int) Math.max(1, waiting),
                time,
                ProbeResult.UNKNOWN,
                (client, deadline) -> send(settings, calls, budgeted, client, deadline),
                complaints);
        this.answers = answers;
        this.clock = clock;
        for (ProbeResult result : ProbeResult.values()) {
            counters.put(
                    result,
                    Counter.builder("iotc.probe")
                            .description("Probes sent to silent devices, by result")
                            .tag("result", result.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
    }

    private static ProbeResult send(
            ProbeSettings settings,
            SignedCalls calls,
            BudgetedCalls budgeted,
            ClientId client,
            AnswerDeadline deadline) {
        if (!DataCall.canBeAbout(client)) {
            return ProbeResult.UNKNOWN;
        }
        DataCall message = DataCall.sendDirectMessage(
                client.value(), settings.topic(), settings.timeout().toSeconds(), MESSAGE);
        try {
            budgeted.make(deadline, timeout -> calls.make(message, timeout));
            return ProbeResult.ANSWERED;
        } catch (SdkException failure) {
            return switch (Failure.of(failure)) {
                case DEVICE_SILENT -> ProbeResult.SILENT;
                case NOT_FOUND -> ProbeResult.NOT_CONNECTED;
                default -> throw failure;
            };
        }
    }

    /** Reports the result by a signal; simultaneous probes of one device are one. Never blocks. */
    void probe(ClientId client) {
        if (underWay.add(client)) {
            questions.ask(client).thenAccept(result -> {
                underWay.remove(client);
                counters.get(result).increment();
                answers.accept(new Signal.Probed(client, clock.instant(), result));
            });
        }
    }

    @Override
    public void close() {
        questions.close();
    }
}
