package io.iotconnectivity.aws.logs;

import io.iotconnectivity.aws.budget.Throttling;
import io.iotconnectivity.secret.Foreign;
import io.iotconnectivity.signal.Printable;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

/** Logs what prevents the IoT log from being read, and the fix: once, until it is over. Used by one thread. */
final class LogWarnings {
    private static final Logger LOG = LoggerFactory.getLogger(LogWarnings.class);

    private static final int MAX_TEXT = 300;
    private static final Set<String> NO_ACCESS = Set.of(
            "AccessDeniedException",
            "AccessDenied",
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "MissingAuthenticationTokenException",
            "IncompleteSignature");

    /** What a failure means for the waiting questions. */
    enum Kind {
        /** There is no log, so nothing is in it. */
        NO_LOG,
        /** AWS refuses, and will continue to until somebody fixes it. */
        REFUSED,
        /** It may pass by itself. */
        PASSING
    }

    private final String group;
    private String said = "";

    LogWarnings(String group) {
        this.group = group;
    }

    Kind about(RuntimeException failure) {
        if (failure instanceof ResourceNotFoundException) {
            say("The log group " + group
                    + " (enrichment.log-group) does not exist, so causes cannot be looked up: AWS IoT"
                    + " logging is off, writes elsewhere, or has nothing written yet. Run the command doctor.");
            return Kind.NO_LOG;
        }
        if (isRefusal(failure)) {
            say("AWS refuses to let the log group " + group + " be read (" + text(failure) + "). "
                    + (NO_ACCESS.contains(code(failure))
                            ? "Allow logs:FilterLogEvents on it, and logs:StartQuery, logs:GetQueryResults and"
                                    + " logs:StopQuery; the command policies prints the policy."
                            : "Check enrichment.log-group with the command doctor."));
            return Kind.REFUSED;
        }
        say("The log group " + group + " cannot be read at the moment; it is tried again: " + text(failure));
        return Kind.PASSING;
    }

    void over() {
        if (!said.isEmpty()) {
            LOG.info("The log group {} can be read again", group);
            said = "";
        }
    }

    private static boolean isRefusal(RuntimeException failure) {
        if (!(failure instanceof AwsServiceException) || Throttling.isThrottling(failure)) {
            return false;
        }
        int status = ((AwsServiceException) failure).statusCode();
        return NO_ACCESS.contains(code(failure)) || status >= 400 && status < 500;
    }

    /** AWS's name for it; empty if it is not an AWS error. */
    private static String code(RuntimeException failure) {
        if (failure instanceof AwsServiceException) {
            AwsErrorDetails details = ((AwsServiceException) failure).awsErrorDetails();
            return details == null || details.errorCode() == null ? "" : details.errorCode();
        }
        return "";
    }

    private static String text(RuntimeException failure) {
        String code = code(failure);
        if (!code.isEmpty()) {
            return Printable.of(code);
        }
        return Foreign.text(String.valueOf(failure.getMessage()), MAX_TEXT);
    }

    private void say(String complaint) {
        if (!complaint.equals(said)) {
            LOG.warn(complaint);
            said = complaint;
        }
    }
}
