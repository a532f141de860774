package io.iotconnectivity.aws;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.AuthorizationErrorException;
import software.amazon.awssdk.services.sns.model.NotFoundException;

/** Checks at startup whether the SNS topic exists. Problems are logged; events wait for a topic. */
public final class TopicCheck {
    private static final Logger LOG = LoggerFactory.getLogger(TopicCheck.class);
    private static final Pattern ARN =
            Pattern.compile("arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}([.]fifo)?");

    private final Supplier<SnsClient> client;
    private final String topicArn;

    public TopicCheck(Supplier<SnsClient> client, String topicArn) {
        this.client = client;
        this.topicArn = topicArn;
    }

    /** The problem, naming the topic, the setting and the fix; also logged. */
    public Optional<String> check() {
        Optional<String> problem = formProblem().or(this::absence);
        problem.ifPresent(LOG::error);
        return problem;
    }

    private Optional<String> formProblem() {
        if (!ARN.matcher(topicArn).matches()) {
            return Optional.of("sink.sns.topic-arn: '" + topicArn
                    + "' is not the ARN of a topic; write one such as arn:aws:sns:us-east-1:123456789012:devices");
        }
        return Optional.empty();
    }

    private Optional<String> absence() {
        try {
            client.get().getTopicAttributes(request -> request.topicArn(topicArn));
            return Optional.empty();
        } catch (NotFoundException missing) {
            return Optional.of(
                    "SNS topic '" + topicArn
                            + "' (sink.sns.topic-arn) is missing; create it, or name another one. Events wait until it exists.");
        } catch (AuthorizationErrorException publishingMayBeAllowedAllTheSame) {
            LOG.debug("SNS topic '{}' cannot be checked", topicArn, publishingMayBeAllowedAllTheSame);
            return Optional.empty();
        } catch (SdkException e) {
            return Optional.of(
                    "SNS topic '" + topicArn + "' (sink.sns.topic-arn) cannot be checked: " + e.getMessage());
        }
    }
}
