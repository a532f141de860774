package io.iotconnectivity.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.iotconnectivity.aws.AwsClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Checks the SQS queue that an IoT rule feeds: whether it exists, and keeps events for long enough. */
final class QueueCheck implements Check {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The client itself waits as long as a long poll takes. */
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private static final long HOUR = 3_600;
    private static final long DAY = 24 * HOUR;
    private static final long FOURTEEN_DAYS = 14 * DAY;
    /** A processing step finishes within this time, even while the store is slow. */
    private static final long LEAST_VISIBILITY = 30;

    private final Features features;
    private final AwsClients aws;
    private final AwsCommand command;

    QueueCheck(Features features, AwsClients aws, AwsCommand command) {
        this.features = features;
        this.aws = aws;
        this.command = command;
    }

    @Override
    public String name() {
        return "SQS queue";
    }

    @Override
    public boolean isUsed() {
        return features.queue().isPresent();
    }

    @Override
    public List<Finding> look() {
        String url = features.queue().orElseThrow();
        if (url.endsWith(".fifo")) {
            return List.of(Finding.error(
                    name(),
                    url + " is a FIFO queue, which IoT rules cannot write to",
                    "queue.url of a standard queue"));
        }
        Optional<Map<String, String>> there = attributes(url);
        if (there.isEmpty()) {
            return List.of(Finding.error(
                    name(),
                    url + " is missing",
                    command.of("sqs", "create-queue", "--queue-name", nameOf(url)) + ", or see deploy/aws.yaml"));
        }
        Map<String, String> attributes = there.get();
        List<Finding> found = new ArrayList<>();
        retention(url, attributes).ifPresent(found::add);
        visibility(url, attributes).ifPresent(found::add);
        if (found.isEmpty()) {
            found.add(Finding.ok(
                    name(),
                    url + " exists and keeps messages for "
                            + number(attributes, QueueAttributeName.MESSAGE_RETENTION_PERIOD) / HOUR + " h"));
        }
        found.add(deadLetters(url, attributes));
        return found;
    }

    private Optional<Map<String, String>> attributes(String url) {
        return Unanswered.ask(
                "sqs:GetQueueAttributes",
                () -> Optional.of(aws.sqs()
                        .getQueueAttributes(request -> request.queueUrl(url)
                                .attributeNames(QueueAttributeName.ALL)
                                .overrideConfiguration(call -> call.apiCallTimeout(ANSWER)))
                        .attributesAsStrings()),
                QueueCheck::isMissing,
                Optional.empty());
    }

    private Optional<Finding> retention(String url, Map<String, String> attributes) {
        long seconds = number(attributes, QueueAttributeName.MESSAGE_RETENTION_PERIOD);
        if (seconds >= DAY) {
            return Optional.empty();
        }
        String finding = "keeps messages for " + seconds / 60 + " min: messages not read by then are lost";
        String fix = set(url, "MessageRetentionPeriod=" + FOURTEEN_DAYS);
        return Optional.of(
                seconds < HOUR ? Finding.error(name(), finding, fix) : Finding.warning(name(), finding, fix));
    }

    private Optional<Finding> visibility(String url, Map<String, String> attributes) {
        long seconds = number(attributes, QueueAttributeName.VISIBILITY_TIMEOUT);
        return seconds >= LEAST_VISIBILITY
                ? Optional.empty()
                : Optional.of(Finding.warning(
                        name(),
                        "redelivers a message after " + seconds + " s, while it may still be in progress",
                        set(url, "VisibilityTimeout=60")));
    }

    private Finding deadLetters(String url, Map<String, String> attributes) {
        String check = name() + ", dead letters";
        String policy = attributes.get(QueueAttributeName.REDRIVE_POLICY.toString());
        JsonNode redrive = read(policy);
        String target = redrive.path("deadLetterTargetArn").asText();
        if (target.isEmpty()) {
            return Finding.warning(
                    check,
                    "has no redrive policy: an unreadable message is redelivered until it expires",
                    set(
                            url,
                            "{\"RedrivePolicy\":\"{\\\"deadLetterTargetArn\\\":\\\""
                                    + attributes.getOrDefault(QueueAttributeName.QUEUE_ARN.toString(), "ARN")
                                    + "-dead\\\",\\\"maxReceiveCount\\\":\\\"10\\\"}\"}"));
        }
        int most = redrive.path("maxReceiveCount").asInt();
        String queue = target.substring(target.lastIndexOf(':') + 1);
        Optional<Map<String, String>> dead = Unanswered.ask(
                        "sqs:GetQueueUrl",
                        () -> Optional.of(aws.sqs()
                                .getQueueUrl(request -> request.queueName(queue)
                                        .overrideConfiguration(call -> call.apiCallTimeout(ANSWER)))
                                .queueUrl()),
                        QueueCheck::isMissing,
                        Optional.<String>empty())
                .flatMap(this::attributes);
        if (dead.isEmpty()) {
            return Finding.error(
                    check, target + " is missing", command.of("sqs", "create-queue", "--queue-name", queue));
        }
        if (most < 3) {
            return Finding.warning(
                    check,
                    "a message goes to " + target + " after " + most + " attempt" + (most == 1 ? "" : "s")
                            + ": a short outage of ours suffices",
                    "raise maxReceiveCount to 10 in the redrive policy of " + url);
        }
        return Finding.ok(check, "go to " + target + " after " + most + " attempts");
    }

    private static JsonNode read(String policy) {
        try {
            return policy == null ? JSON.missingNode() : JSON.readTree(policy);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    private String set(String url, String attributes) {
        return command.of("sqs", "set-queue-attributes", "--queue-url", url, "--attributes", attributes);
    }

    private static boolean isMissing(String code) {
        return code.endsWith("NonExistentQueue") || code.equals("QueueDoesNotExist");
    }

    private static String nameOf(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private static long number(Map<String, String> attributes, QueueAttributeName name) {
        try {
            return Long.parseLong(attributes.getOrDefault(name.toString(), "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
