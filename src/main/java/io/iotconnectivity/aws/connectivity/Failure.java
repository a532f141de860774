package io.iotconnectivity.aws.connectivity;

import io.iotconnectivity.aws.budget.Throttling;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** What prevented AWS from answering a question about a device. */
enum Failure {
    /** AWS does not know the subject of the question. */
    NOT_FOUND,
    /** We lack the permission. */
    DENIED,
    INDEX_NOT_READY,
    THROTTLED,
    /** Our own budget left no time for a call. */
    NO_TIME,
    /** AWS waited for the device in vain. */
    DEVICE_SILENT,
    /** AWS has a problem of its own. */
    BROKEN,
    /** AWS rejects the question. */
    REFUSED,
    /** There was no response, or none that can be read. */
    NO_ANSWER;

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int GATEWAY_TIMEOUT = 504;
    private static final int SERVER_ERRORS = 500;
    /** Control planes return these with HTTP 400. */
    private static final Set<String> DENIALS = Set.of(
            "AccessDeniedException",
            "UnrecognizedClientException",
            "InvalidSignatureException",
            "ExpiredTokenException",
            "MissingAuthenticationTokenException");

    static Failure of(SdkException failure) {
        if (Throttling.isThrottling(failure)) {
            return THROTTLED;
        }
        if (failure instanceof ApiCallTimeoutException) {
            return NO_TIME;
        }
        if (!(failure instanceof SdkServiceException)) {
            return NO_ANSWER;
        }
        int status = ((SdkServiceException) failure).statusCode();
        String code = codeOf(failure);
        // A plain 404 may come from a server that does not know the call, and would say nothing about the device.
        if (code.equals("ResourceNotFoundException")) {
            return NOT_FOUND;
        }
        if (code.equals("IndexNotReadyException")) {
            return INDEX_NOT_READY;
        }
        if (status == UNAUTHORIZED || status == FORBIDDEN || DENIALS.contains(code)) {
            return DENIED;
        }
        if (status == GATEWAY_TIMEOUT) {
            return DEVICE_SILENT;
        }
        return status >= SERVER_ERRORS ? BROKEN : REFUSED;
    }

    /** AWS's name for it; empty if it gave none. */
    static String codeOf(SdkException failure) {
        if (failure instanceof AwsServiceException && ((AwsServiceException) failure).awsErrorDetails() != null) {
            String code = ((AwsServiceException) failure).awsErrorDetails().errorCode();
            return code == null ? "" : code;
        }
        return "";
    }

    /** Whether the same question may well be answered in a moment. */
    boolean passes() {
        return this == THROTTLED || this == BROKEN || this == NO_ANSWER;
    }
}
