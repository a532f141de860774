package io.iotconnectivity.doctor;

import io.iotconnectivity.aws.AwsClients;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iot.model.GetV2LoggingOptionsResponse;
import software.amazon.awssdk.services.iot.model.LogEventConfiguration;

/**
 * Checks whether AWS IoT logs disconnects, and into the log group that is searched for causes.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/configure-logging.html">Configure AWS IoT
 *     logging</a>
 */
final class LoggingCheck implements Check {
    private static final String STOCK_GROUP = "AWSIotLogsV2";
    private static final String DISCONNECT = "Disconnect";
    /** From the least to the most verbose. A disconnect is usually an INFO entry. */
    private static final List<String> ENOUGH = List.of("INFO", "DEBUG");

    private final Features features;
    private final AwsClients aws;
    private final AwsCommand command;
    private final String group;

    LoggingCheck(Features features, AwsClients aws, AwsCommand command) {
        this.features = features;
        this.aws = aws;
        this.command = command;
        this.group = features.settings().lookups().logs().logGroup();
    }

    @Override
    public String name() {
        return "IoT logging";
    }

    @Override
    public boolean isUsed() {
        return features.log();
    }

    @Override
    public List<Finding> look() {
        Optional<GetV2LoggingOptionsResponse> options = Unanswered.ask(
                "iot:GetV2LoggingOptions",
                () -> Optional.of(aws.iot().getV2LoggingOptions(request -> {})),
                code -> code.equals("NotConfiguredException"),
                Optional.empty());
        if (options.isEmpty()) {
            return List.of(Finding.warning(
                    name(),
                    "has never been enabled, so no causes will be found",
                    command.of(
                                    "iot",
                                    "set-v2-logging-options",
                                    "--role-arn",
                                    "ROLE_ARN",
                                    "--default-log-level",
                                    "ERROR",
                                    "--event-configurations",
                                    event(DISCONNECT, "INFO", group))
                            + "   (ROLE_ARN: output LoggingRoleArn of deploy/aws.yaml)"));
        }
        List<Finding> found = new ArrayList<>();
        found.add(level(options.get()));
        found.add(group());
        return found;
    }

    private Finding level(GetV2LoggingOptionsResponse options) {
        if (Boolean.TRUE.equals(options.disableAllLogs())) {
            return Finding.warning(
                    name(),
                    "is disabled for the whole account, so no causes will be found",
                    set(options, "--no-disable-all-logs"));
        }
        Optional<LogEventConfiguration> own = options.eventConfigurations().stream()
                .filter(event -> DISCONNECT.equals(event.eventType()))
                .findFirst();
        String level = own.map(LogEventConfiguration::logLevelAsString).orElse(options.defaultLogLevelAsString());
        if (!ENOUGH.contains(level)) {
            return Finding.warning(
                    name(),
                    "disconnects are logged at " + level + "; most of them are INFO entries and will not be found",
                    set(options));
        }
        String destination = own.map(LogEventConfiguration::logDestination).orElse(STOCK_GROUP);
        if (!destination.equals(group)) {
            return Finding.warning(
                    name(),
                    "disconnects are logged into " + destination + ", but causes are looked up in " + group,
                    "enrichment.log-group = " + destination);
        }
        if (options.roleArn() == null || options.roleArn().isBlank()) {
            return Finding.warning(name(), "has no role with write permission", set(options, "--role-arn", "ROLE_ARN"));
        }
        return Finding.ok(name(), "disconnects are logged at " + level + " into " + destination);
    }

    private Finding group() {
        String check = "log group " + group;
        return Unanswered.ask("logs:DescribeLogGroups", () -> aws.logs()
                        .describeLogGroups(
                                request -> request.logGroupNamePrefix(group).limit(50))
                        .logGroups())
                .stream()
                .filter(found -> group.equals(found.logGroupName()))
                .findFirst()
                .map(found -> Finding.ok(
                        check,
                        found.retentionInDays() == null
                                ? "exists; its entries are kept, and billed, forever"
                                : "exists; entries are kept for " + found.retentionInDays() + " days"))
                .orElseGet(() -> Finding.warning(
                        check,
                        "does not exist; AWS creates it with the first entry, if the logging role may",
                        command.of("logs", "create-log-group", "--log-group-name", group)));
    }

    /** With everything currently set, because AWS does not document that omitted settings are kept. */
    private String set(GetV2LoggingOptionsResponse now, String... more) {
        List<String> words = new ArrayList<>(List.of("iot", "set-v2-logging-options"));
        if (now.roleArn() != null && !List.of(more).contains("--role-arn")) {
            words.addAll(List.of("--role-arn", now.roleArn()));
        }
        if (now.defaultLogLevelAsString() != null) {
            words.addAll(List.of("--default-log-level", now.defaultLogLevelAsString()));
        }
        words.addAll(List.of(more));
        words.add("--event-configurations");
        now.eventConfigurations().stream()
                .filter(event -> !DISCONNECT.equals(event.eventType()))
                .map(event -> event(event.eventType(), event.logLevelAsString(), event.logDestination()))
                .forEach(words::add);
        words.add(event(DISCONNECT, "INFO", group));
        return command.of(words.toArray(String[]::new));
    }

    private static String event(String type, String level, String destination) {
        return "eventType=" + type + (level == null ? "" : ",logLevel=" + level)
                + (destination == null || destination.equals(STOCK_GROUP) ? "" : ",logDestination=" + destination);
    }
}
