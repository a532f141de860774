package io.iotconnectivity.doctor;

import io.iotconnectivity.aws.AwsClients;
import java.util.List;

/** Checks whether the SNS topic exists. */
final class SnsTopicCheck implements Check {
    private final Features features;
    private final AwsClients aws;
    private final AwsCommand command;

    SnsTopicCheck(Features features, AwsClients aws, AwsCommand command) {
        this.features = features;
        this.aws = aws;
        this.command = command;
    }

    @Override
    public String name() {
        return "SNS topic";
    }

    @Override
    public boolean isUsed() {
        return features.sns();
    }

    @Override
    public List<Finding> look() {
        String arn = features.topicArn();
        String[] parts = arn.split(":");
        if (parts.length != 6 || !parts[2].equals("sns")) {
            return List.of(Finding.error(
                    name(),
                    "'" + arn + "' is not the ARN of a topic",
                    "sink.sns.topic-arn = arn:aws:sns:" + command.region() + ":ACCOUNT_ID:iot-connectivity"));
        }
        boolean there = Unanswered.ask(
                "sns:GetTopicAttributes",
                () -> aws.sns().getTopicAttributes(request -> request.topicArn(arn)) != null,
                code -> code.equals("NotFound") || code.equals("NotFoundException"),
                false);
        return List.of(
                there
                        ? Finding.ok(name(), arn + " exists")
                        : Finding.error(name(), arn + " is missing; events wait until it exists", creation(parts[5])));
    }

    private String creation(String topic) {
        return topic.endsWith(".fifo")
                ? command.of("sns", "create-topic", "--name", topic, "--attributes", "FifoTopic=true")
                : command.of("sns", "create-topic", "--name", topic);
    }
}
