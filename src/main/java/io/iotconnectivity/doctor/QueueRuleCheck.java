package io.iotconnectivity.doctor;

import io.iotconnectivity.aws.AwsClients;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.iot.model.Action;
import software.amazon.awssdk.services.iot.model.TopicRule;
import software.amazon.awssdk.services.iot.model.TopicRuleListItem;

/** Checks whether an IoT rule puts all presence events into our queue, without dropping those it cannot write. */
final class QueueRuleCheck implements Check {
    private static final String EVENTS = "$aws/events/presence/";
    private static final int MOST_RULES = 20;
    private static final Pattern FROM = Pattern.compile("(?is).*\\sfrom\\s+['\"]([^'\"]+)['\"].*");

    private final Features features;
    private final AwsClients aws;
    private final AwsCommand command;

    QueueRuleCheck(Features features, AwsClients aws, AwsCommand command) {
        this.features = features;
        this.aws = aws;
        this.command = command;
    }

    @Override
    public String name() {
        return "rule of the queue";
    }

    @Override
    public boolean isUsed() {
        return features.queue().isPresent();
    }

    @Override
    public List<Finding> look() {
        String url = features.queue().orElseThrow();
        List<TopicRuleListItem> rules = Unanswered.ask(
                "iot:ListTopicRules", () -> aws.iot().listTopicRulesPaginator(request -> {}).rules().stream()
                        .filter(rule -> isAboutPresence(rule.topicPattern()))
                        .limit(MOST_RULES)
                        .toList());
        Optional<TopicRule> feeding = rules.stream()
                .map(rule -> Unanswered.ask("iot:GetTopicRule", () -> aws.iot()
                        .getTopicRule(request -> request.ruleName(rule.ruleName()))
                        .rule()))
                .filter(rule -> rule.actions().stream().anyMatch(action -> feeds(action, url)))
                .findFirst();
        return List.of(feeding.map(this::judge)
                .orElseGet(() -> Finding.error(
                        name(),
                        "no rule on " + EVENTS + "# writes events to " + url,
                        "deploy/aws.yaml creates one; by hand: aws iot create-topic-rule with the SQL SELECT * FROM '"
                                + EVENTS + "#' and an SQS action")));
    }

    private static boolean isAboutPresence(String topicPattern) {
        return topicPattern != null && (topicPattern.startsWith("$aws/events/") || topicPattern.startsWith("$aws/+/"));
    }

    private static boolean feeds(Action action, String url) {
        return action.sqs() != null && url.equals(action.sqs().queueUrl());
    }

    private Finding judge(TopicRule rule) {
        if (Boolean.TRUE.equals(rule.ruleDisabled())) {
            return Finding.error(
                    name(),
                    rule.ruleName() + " is disabled",
                    command.of("iot", "enable-topic-rule", "--rule-name", rule.ruleName()));
        }
        Matcher from = FROM.matcher(rule.sql());
        String filter = from.matches() ? from.group(1) : "";
        if (!filter.equals(EVENTS + "#")) {
            return Finding.warning(
                    name(),
                    rule.ruleName() + " selects from '" + filter + "', which may miss connects, disconnects, or client"
                            + " ids with '/'",
                    "select from '" + EVENTS + "#' (aws iot replace-topic-rule)");
        }
        if (rule.actions().stream()
                .anyMatch(action ->
                        action.sqs() != null && Boolean.TRUE.equals(action.sqs().useBase64()))) {
            return Finding.error(
                    name(),
                    rule.ruleName() + " writes Base64, which is not read",
                    "set useBase64 to false (aws iot replace-topic-rule)");
        }
        return rule.errorAction() == null
                ? Finding.warning(
                        name(),
                        rule.ruleName() + " has no error action: an event that cannot be written to the queue is lost",
                        "add an error action to the same queue, as deploy/aws.yaml does (aws iot replace-topic-rule)")
                : Finding.ok(name(), rule.ruleName() + " writes all presence events to the queue");
    }
}
