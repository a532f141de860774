package io.iotconnectivity.aws.fleet;

import io.iotconnectivity.aws.NoCredentials;
import io.iotconnectivity.aws.budget.Throttling;
import io.iotconnectivity.secret.Foreign;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** The fleet index has not answered. The message is one line for an operator and says how to fix it. */
public final class FleetIndexException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final int MAX_WORDS = 400;
    private static final String SWITCH_ON = "aws iot update-indexing-configuration --thing-indexing-configuration"
            + " thingIndexingMode=REGISTRY,thingConnectivityIndexingMode=STATUS";

    private static final Set<String> DENIED = Set.of(
            "AccessDeniedException",
            "AccessDenied",
            "UnauthorizedException",
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "ExpiredTokenException",
            "ForbiddenException");

    /** The kind of failure. */
    public enum Kind {
        /** Indexing is off, or the index is being built. */
        NOT_READY,
        /** The query, or the position to continue from, is invalid. */
        INVALID_QUERY,
        /** Too many calls, by us or by the whole account. */
        THROTTLED,
        /** We lack the permission. */
        DENIED,
        /** No response, or one that says that AWS has a problem. */
        UNREACHABLE
    }

    private final Kind kind;

    FleetIndexException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the same query may well succeed in a moment. */
    public boolean passes() {
        return kind == Kind.THROTTLED || kind == Kind.UNREACHABLE;
    }

    static FleetIndexException of(SdkException failure) {
        String code = "";
        String said = String.valueOf(failure.getMessage());
        if (failure instanceof AwsServiceException answer && answer.awsErrorDetails() != null) {
            AwsErrorDetails details = answer.awsErrorDetails();
            code = String.valueOf(details.errorCode());
            said = String.valueOf(details.errorMessage());
        }
        String words = inOneLine(said);
        if (Throttling.isThrottling(failure)) {
            return new FleetIndexException(
                    Kind.THROTTLED,
                    "AWS allows no more fleet index queries for the moment (15 a second for the whole account"
                            + " by default); try again in a moment",
                    failure);
        }
        if (NoCredentials.in(failure).isPresent()) {
            return new FleetIndexException(
                    Kind.DENIED, NoCredentials.in(failure).get().getMessage(), failure);
        }
        if (DENIED.contains(code)) {
            return new FleetIndexException(
                    Kind.DENIED,
                    "AWS does not permit us to query the fleet index (" + words
                            + "); allow iot:SearchIndex on index/AWS_Things, for GetStatistics and"
                            + " GetBucketsAggregation, too",
                    failure);
        }
        return switch (code) {
            case "IndexNotReadyException" ->
                new FleetIndexException(
                        Kind.NOT_READY,
                        "the fleet index is not ready: it is being built (see: aws iot describe-index --index-name"
                                + " AWS_Things), or indexing is off; enable it: " + SWITCH_ON,
                        failure);
            case "ResourceNotFoundException" ->
                new FleetIndexException(Kind.NOT_READY, "fleet indexing is off; enable it: " + SWITCH_ON, failure);
            case "InvalidQueryException", "InvalidRequestException", "InvalidAggregationException" ->
                new FleetIndexException(
                        Kind.INVALID_QUERY,
                        "AWS does not understand the query: " + words
                                + "; write for example connectivity.connected:false AND thingGroupNames:plant7",
                        failure);
            default ->
                new FleetIndexException(
                        Kind.UNREACHABLE,
                        "the fleet index did not answer: " + (code.isEmpty() ? "" : code + ", ") + words,
                        failure);
        };
    }

    /** What the index must include as well, if it knows the things but not their connections. */
    static String withoutConnectivity() {
        return "the fleet index does not include connectivity; enable it: " + SWITCH_ON;
    }

    private static String inOneLine(String said) {
        return Foreign.text(said.strip().replaceAll("\\s+", " "), MAX_WORDS);
    }
}
