package io.iotconnectivity.doctor;

import io.iotconnectivity.aws.AwsClients;
import io.iotconnectivity.engine.kafka.TicketKey;
import io.iotconnectivity.secret.Seal;
import io.iotconnectivity.settings.Settings;
import io.iotconnectivity.thread.NamedThread;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what is wrong around the product: in the AWS account, at the broker, on this machine. All checks run
 * concurrently, each with a time limit, so that an unresponsive endpoint costs no more than that.
 */
public final class AccountCheck {
    private static final Logger LOG = LoggerFactory.getLogger(AccountCheck.class);
    /** An AWS call may take ten seconds, and a check makes two in a row. */
    private static final Duration USUAL_LIMIT = Duration.ofSeconds(25);

    private final List<Check> checks;
    private final Duration limit;

    /**
     * Creates checks with clients of their own, separate from those of a running application.
     *
     * @param work what to do with them
     */
    public static <T> T with(Settings settings, Clock clock, Function<AccountCheck, T> work) {
        try (AwsClients aws = new AwsClients(settings.aws())) {
            return work.apply(new AccountCheck(settings, aws, clock));
        }
    }

    /** With the default time limit for each check. */
    public AccountCheck(Settings settings, AwsClients aws, Clock clock) {
        this(checks(settings, aws, clock), USUAL_LIMIT);
    }

    /**
     * @param limit for each check
     */
    AccountCheck(List<Check> checks, Duration limit) {
        this.checks = List.copyOf(checks);
        this.limit = limit;
    }

    private static List<Check> checks(Settings settings, AwsClients aws, Clock clock) {
        Features features = new Features(settings);
        AwsCommand command = new AwsCommand(settings.aws().region());
        List<Check> checks = new ArrayList<>(List.of(
                new Credentials(features, aws, clock),
                new BrokerTls(settings.mqtt(), clock),
                new BrokerAccess(settings.mqtt(), features, command),
                new OwnClientIds(features, aws),
                new PresenceFilter(features),
                new MailAccess(settings.mail()),
                new EngineFile(settings.engine().file()),
                new KafkaCheck(
                        settings.cluster(), settings.ticketKey().map(file -> new TicketKey(file, Seal::fingerprint))),
                new SourceTopicCheck(settings.sources().kafka()),
                new AddedComponents(settings.extensions()),
                new NetworkFiles(settings.networks(), clock),
                new DataEndpoint(features, aws),
                new SubscriptionsCheck(features, aws),
                new QueueCheck(features, aws, command),
                new QueueRuleCheck(features, aws, command),
                new TablesCheck(features, aws, command),
                new SnsTopicCheck(features, aws, command),
                new LoggingCheck(features, aws, command),
                new FleetIndexCheck(features, aws, command),
                new SampleOfThings(features, aws),
                new EventConfigurationsCheck(features, aws, command)));
        Proxies.of(settings).ifPresent(checks::add);
        checks.addAll(WebhookTargetCheck.all(settings, clock));
        return checks;
    }

    /** Checks everything that the settings use, and changes nothing. */
    public Report run() {
        return run(soFar -> {});
    }

    /**
     * The same.
     *
     * @param progress receives what has been found so far, each time a check finishes
     */
    public Report run(Consumer<List<Finding>> progress) {
        List<String> notUsed = checks.stream()
                .filter(check -> !check.isUsed())
                .map(Check::name)
                .toList();
        return new Report(all(Check::look, progress), notUsed);
    }

    /**
     * Fixes what can be fixed without harm: enables event configurations. Nothing else is changed.
     *
     * @return what was done, and what failed; empty if there was nothing to do
     */
    public List<Finding> mend() {
        return all(Check::mend, soFar -> {});
    }

    private List<Finding> all(Function<Check, List<Finding>> work, Consumer<List<Finding>> progress) {
        List<Check> used = checks.stream().filter(Check::isUsed).toList();
        ExecutorService threads = Executors.newFixedThreadPool(used.size(), NamedThread.daemons("account-check"));
        try {
            List<Future<List<Finding>>> running = used.stream()
                    .map(check -> threads.submit((Callable<List<Finding>>) () -> work.apply(check)))
                    .toList();
            long deadline = System.nanoTime() + limit.toNanos();
            List<Finding> found = new ArrayList<>();
            for (int i = 0; i < running.size(); i++) {
                found.addAll(await(used.get(i), running.get(i), deadline));
                progress.accept(List.copyOf(found));
            }
            return List.copyOf(found);
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Finding> await(Check check, Future<List<Finding>> running, long deadline) {
        try {
            return running.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return List.of(Finding.unknown(
                    check.name(),
                    "no result within " + limit.toSeconds() + " s",
                    "let this machine reach the endpoints of AWS and the broker, and run the check again"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(Finding.unknown(check.name(), "interrupted", "run the check again"));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Unanswered unanswered) {
                return List.of(unanswered.finding(check.name()));
            }
            LOG.warn("The check '{}' failed", check.name(), e.getCause());
            return List.of(Finding.unknown(
                    check.name(),
                    "the check itself failed: " + e.getCause(),
                    "please report this; the log has the details"));
        }
    }
}
