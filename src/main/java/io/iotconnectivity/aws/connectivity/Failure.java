package io.iotconnectivity.aws.connectivity;

import io.iotconnectivity.aws.budget.Throttling;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** What kept AWS from answering a question about a device. */
enum Failure {
    /** AWS does not know what was asked about. */
    NOT_FOUND,
    /** We may not ask. */
    DENIED,
    INDEX_NOT_READY,
    THROTTLED,
    /** There was no time for a call within our own budget. */
    NO_TIME,
    /** AWS waited for the device in vain. */
    DEVICE_SILENT,
    /** AWS has a trouble of its own. */
    BROKEN,
    /** AWS finds fault with the question. */
    REFUSED,
    /** There was no answer, or none that can be read. */
    NO_ANSWER;

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int GATEWAY_TIMEOUT = 504;
    private static final int SERVER_ERRORS = 500;
    /** Control planes say these with HTTP 400. */
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
        // A 404 by itself may come from whoever knows no such call, and would say nothing about the device.
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

    /** What AWS calls it; empty where it gave no name. */
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
