package io.iotconnectivity.aws.connectivity;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.aws.connectivity.CheckSettings.Method;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

class AnswerWarningsTest {
    @AutoClose
    private final LogLines log = LogLines.of(AnswerWarnings.class);

    private Instant now = Instant.EPOCH;
    private final AnswerWarnings complaints = Checker.complaints(Method.CONNECTION, "eu-central-1", new Hand());

    @Test
    void denialIsSaidOnceWithWhatMendsIt() {
        complaints.about(error(403, "ForbiddenException", "no\nFORGED line"));
        complaints.about(error(403, "ForbiddenException", "again"));

        assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith("WARN Alerts go out unverified")
                .contains("ForbiddenException")
                .contains("allow iot:GetConnection on arn:aws:iot:eu-central-1:*:client/*")
                .contains("verify = off")
                .doesNotContain("\n");
    }

    @Test
    void indexThatIsNotReadyIsSaidOnceWithTheCommandThatSwitchesItOn() {
        AnswerWarnings things = Checker.complaints(Method.THING_CONNECTIVITY, "eu-central-1", new Hand());
        things.about(error(400, "IndexNotReadyException", "not ready"));
        things.about(error(400, "IndexNotReadyException", "not ready"));

        assertThat(log.lines())
                .singleElement()
                .asString()
                .contains("aws iot update-indexing-configuration --thing-indexing-configuration"
                        + " thingIndexingMode=REGISTRY,thingConnectivityIndexingMode=STATUS")
                .contains("verify = connection");
    }

    @Test
    void anotherTroubleIsAnotherLine() {
        complaints.about(error(403, "ForbiddenException", "no"));
        complaints.about(SdkClientException.create("no route to host"));
        assertThat(log.lines()).hasSize(2);
    }

    @Test
    void troubleThatComesBackIsSaidAgainAfterAWhile() {
        complaints.about(error(403, "ForbiddenException", "no"));
        now = now.plus(Duration.ofMinutes(11));
        complaints.about(error(403, "ForbiddenException", "no"));
        assertThat(log.lines()).hasSize(1);

        complaints.cease();
        complaints.about(error(403, "ForbiddenException", "no"));
        complaints.cease();
        complaints.about(error(403, "ForbiddenException", "no"));
        assertThat(log.lines()).hasSize(2);
    }

    @Test
    void deviceThatAwsDoesNotKnowAndTooManyCallsAreNoTrouble() {
        complaints.about(error(404, "ResourceNotFoundException", "no connection"));
        complaints.about(error(429, "ThrottlingException", "slow down"));
        complaints.about(error(504, "GatewayTimeoutException", "no PUBACK"));
        assertThat(log.lines()).isEmpty();
    }

    private static SdkException error(int status, String code, String message) {
        return AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }

    private final class Hand extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
