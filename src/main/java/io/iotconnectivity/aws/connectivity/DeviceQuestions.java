package io.iotconnectivity.aws.connectivity;

import io.iotconnectivity.aws.AwsClients;
import io.iotconnectivity.aws.budget.CallBudget;
import io.iotconnectivity.aws.connectivity.CheckSettings.Method;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.signal.Signal.ProbeResult;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Asks AWS IoT and the devices themselves about a device's connection. Each question is answered by a signal, whatever
 * fails; see {@link CheckSettings}, {@link ProbeSettings} and {@link ListingSettings} for when.
 */
public final class DeviceQuestions implements AutoCloseable {
    private static final int ATTEMPTS = 2;
    private static final Duration THING_TIME = Duration.ofSeconds(5);
    private static final Duration LISTING_TIME = Duration.ofSeconds(5);
    private static final Duration LEAST = Duration.ofMillis(50);

    private final Clock clock;
    private final Consumer<Signal> answers;
    private final SignedCalls calls;
    private final GetConnection getConnection;
    private final AnswerWarnings thingComplaints;
    private final Optional<Checker> checker;
    private final Optional<Prober> prober;
    private final Optional<Lister> lister;

    /**
     * @param thingNames the possible names of a client's thing, best first
     * @param isConnected whether a client is connected as far as is known, and this process is to ask about it
     * @param answers receives the signals; must not block
     */
    public DeviceQuestions(
            CheckSettings check,
            ProbeSettings probe,
            ListingSettings listing,
            AwsClients aws,
            Function<ClientId, List<String>> thingNames,
            Predicate<ClientId> isConnected,
            Consumer<Signal> answers,
            Clock clock,
            MeterRegistry meters) {
        this.clock = clock;
        this.answers = answers;
        this.calls = new SignedCalls(aws);
        BudgetedCalls budgeted = new BudgetedCalls(
                new CallBudget("check", check.maxCallsPerSecond(), meters), ATTEMPTS, LEAST, Checker.attempt(check));
        this.getConnection = new GetConnection(calls, budgeted, clock);
        this.thingComplaints = new AnswerWarnings(
                "The things of clients are not found by their connections",
                "allow iot:GetConnection on " + Checker.clients(aws.region()) + ", or set thing.ask-connection = false",
                clock);
        Question question = check.method() == Method.THING_CONNECTIVITY
                ? new ThingConnectivity(aws::iot, budgeted, thingNames, clock)
                : getConnection;
        this.checker = Optional.of(check)
                .filter(CheckSettings::enabled)
                .map(on -> new Checker(
                        Checker.questions(on, question, Checker.complaints(on.method(), aws.region(), clock)),
                        answers,
                        clock,
                        meters));
        this.prober = Optional.of(probe)
                .filter(ProbeSettings::enabled)
                .map(on -> new Prober(
                        on,
                        check.patience(),
                        calls,
                        new CallBudget("probe", on.maxCallsPerSecond(), meters),
                        new AnswerWarnings(
                                "Silent devices count as STALE without a probe, because no message can be sent to them",
                                "allow iot:SendDirectMessage on " + Checker.clients(aws.region())
                                        + ", or set probe.enabled = false",
                                clock),
                        answers,
                        clock,
                        meters));
        this.lister =
                Optional.of(listing).filter(ListingSettings::required).map(on -> lister(on, aws, isConnected, meters));
    }

    private Lister lister(
            ListingSettings settings, AwsClients aws, Predicate<ClientId> isConnected, MeterRegistry meters) {
        String remedy = "allow iot:ListSubscriptions on " + Checker.clients(aws.region())
                + ", or require no subscriptions (deaf.subscriptions, class.<name>.subscriptions)";
        return new Lister(
                settings,
                new ListSubscriptions(
                        calls,
                        new BudgetedCalls(
                                new CallBudget("listing", settings.maxCallsPerSecond(), meters),
                                ATTEMPTS,
                                LEAST,
                                LISTING_TIME))::ask,
                isConnected,
                answers,
                new AnswerWarnings(
                        "Deaf devices are not found, because AWS does not tell what devices are subscribed to",
                        remedy,
                        clock),
                remedy,
                clock,
                meters);
    }

    /** Answers by {@link Signal.Listed} what a client is subscribed to, once it has had time to subscribe. Never blocks. */
    public void listLater(ClientId client) {
        lister.ifPresentOrElse(
                on -> on.askLater(client),
                // It was asked by a previous run, with other settings.
                () -> answers.accept(new Signal.Listed(client, clock.instant(), Optional.empty())));
    }

    /** The same as soon as the budget allows; does nothing if nothing is required of any client. Never blocks. */
    public void listSoon(ClientId client) {
        lister.ifPresent(on -> on.askSoon(client));
    }

    /** As {@link #listLater}, unless the client waits already; does nothing if nothing is required. Never blocks. */
    public void listAgain(ClientId client) {
        lister.ifPresent(on -> on.askAgain(client));
    }

    /** Why subscriptions are not looked at although they are required, and what to do; empty while they are. */
    public Optional<String> listingProblem() {
        return lister.flatMap(Lister::problem);
    }

    /**
     * Answers by {@link Signal.Checked} whether AWS knows of a connection; {@link Connectivity#UNKNOWN} if it need not
     * be asked any more. Never blocks.
     */
    public void check(ClientId client) {
        checker.ifPresentOrElse(
                on -> on.check(client),
                () -> answers.accept(new Signal.Checked(client, clock.instant(), Connectivity.UNKNOWN)));
    }

    /** Answers by {@link Signal.Probed} whether the device acknowledges a message. Never blocks. */
    public void probe(ClientId client) {
        prober.ifPresentOrElse(
                on -> on.probe(client),
                () -> answers.accept(new Signal.Probed(client, clock.instant(), ProbeResult.UNKNOWN)));
    }

    /**
     * The thing that AWS associates with a client's connection. Blocks, at most for seconds. Empty if AWS knows of
     * none, and if it does not permit the call, which is logged.
     *
     * @throws SdkException if AWS cannot tell now
     */
    public Optional<String> thingOf(ClientId client) {
        try {
            Optional<String> thing =
                    getConnection.ask(client, AnswerDeadline.in(THING_TIME)).thing();
            thingComplaints.cease();
            return thing;
        } catch (SdkException failure) {
            return switch (Failure.of(failure)) {
                case NOT_FOUND -> Optional.empty();
                case DENIED -> {
                    thingComplaints.about(failure);
                    yield Optional.empty();
                }
                default -> throw failure;
            };
        }
    }

    /** Unanswered questions stay unanswered. */
    @Override
    public void close() {
        checker.ifPresent(Checker::close);
        prober.ifPresent(Prober::close);
        lister.ifPresent(Lister::close);
        calls.close();
    }
}
