package io.iotconnectivity.aws.budget;

import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** Tells throttling from other errors. */
public final class Throttling {
    /** Returned by CloudWatch Logs when too many queries are running, and not among those that the SDK counts. */
    private static final Set<String> MORE_CODES = Set.of("LimitExceededException", "LimitExceeded");

    private Throttling() {}

    /** Whether the service throttled us: by the error code, because the control planes respond with HTTP 400. */
    public static boolean isThrottling(Throwable failure) {
        if (failure instanceof AwsServiceException) {
            AwsErrorDetails details = ((AwsServiceException) failure).awsErrorDetails();
            if (details != null && details.errorCode() != null && isThrottling(details.errorCode())) {
                return true;
            }
        }
        return failure instanceof SdkServiceException && ((SdkServiceException) failure).isThrottlingException();
    }

    /** The same for a service that is called without an SDK client. */
    public static boolean isThrottling(String errorCode) {
        return MORE_CODES.contains(errorCode)
                || errorCode.contains("Throttl")
                || errorCode.startsWith("TooManyRequests");
    }
}
