package io.iotconnectivity.doctor;

import io.iotconnectivity.aws.NoCredentials;
import io.iotconnectivity.net.NoWayOut;
import io.iotconnectivity.secret.Foreign;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** AWS did not answer, for a reason unrelated to the question. */
final class Unanswered extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_FOREIGN_TEXT = 300;
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;
    private static final Set<String> DENIED = Set.of(
            "AccessDenied",
            "AccessDeniedException",
            "AuthorizationError",
            "AuthorizationErrorException",
            "UnauthorizedException",
            "UnauthorizedOperation",
            "ForbiddenException",
            "AWS.SimpleQueueService.AccessDenied");
    private static final Set<String> BAD_CREDENTIALS = Set.of(
            "InvalidClientTokenId",
            "UnrecognizedClientException",
            "SignatureDoesNotMatch",
            "InvalidSignatureException",
            "ExpiredToken",
            "ExpiredTokenException",
            "IncompleteSignature",
            "MissingAuthenticationToken");

    private final transient Question question;

    /**
     * @param action the IAM action that it requires
     */
    private record Question(String action, SdkException problem) {}

    private Unanswered(Question question) {
        super(question.problem());
        this.question = question;
    }

    /**
     * Calls AWS.
     *
     * @param action the IAM action that the call requires
     * @throws Unanswered for any failure
     */
    static <T> T ask(String action, Supplier<T> call) {
        return ask(action, call, problem -> false, null);
    }

    /**
     * Calls AWS where a certain error is an answer, too.
     *
     * @param is whether the error code is that answer
     * @param answer what it means
     */
    static <T> T ask(String action, Supplier<T> call, Predicate<String> is, T answer) {
        try {
            return call.get();
        } catch (SdkException e) {
            if (is.test(code(e))) {
                return answer;
            }
            throw new Unanswered(new Question(action, e));
        }
    }

    /** Turns the failed call into a finding, which says nothing about the question itself. */
    Finding finding(String check) {
        SdkException problem = question.problem();
        String code = code(problem);
        Optional<NoWayOut> noWay = NoWayOut.in(problem);
        if (noWay.isPresent()) {
            return Finding.unknown(
                    check,
                    question.action() + " could not be sent: " + noWay.get().getMessage(),
                    noWay.get().fix());
        }
        if (DENIED.contains(code)) {
            return Finding.unknown(
                    check,
                    "these credentials may not call " + question.action(),
                    "allow " + question.action() + "; the command 'policies' prints the complete IAM policy");
        }
        if (BAD_CREDENTIALS.contains(code)) {
            return Finding.unknown(check, "AWS rejects the credentials (" + code + ")", "see 'AWS credentials' above");
        }
        if (problem instanceof AwsServiceException service) {
            if (service.isThrottlingException() || code.contains("Throttl") || code.contains("TooManyRequests")) {
                return Finding.unknown(
                        check,
                        "AWS says that " + question.action() + " is called too often (" + code + ")",
                        "run the check again in a minute; all users of the account share the limit");
            }
            if (service.statusCode() == PROXY_AUTHENTICATION_REQUIRED) {
                return Finding.unknown(
                        check,
                        "the proxy on the way to AWS requires a user name and password, or rejects the ones it got",
                        "proxy.url = http://user:password@host:port, preferably set as IOTC_PROXY_URL");
            }
            if (service.statusCode() >= 500) {
                return Finding.unknown(
                        check,
                        "AWS itself has a problem with " + question.action() + " (HTTP " + service.statusCode() + ")",
                        "run the check again; see https://health.aws.amazon.com");
            }
            return Finding.unknown(
                    check,
                    "AWS refuses " + question.action() + ": " + code + ": " + foreign(problem),
                    "follow the message, and run the check again");
        }
        if (isLate(problem)) {
            return Finding.unknown(
                    check,
                    "no response to " + question.action() + " in time",
                    "let this machine reach AWS's endpoints (proxy, firewall, VPC endpoint)");
        }
        if (noCredentials().isPresent()) {
            return Finding.unknown(check, "there are no AWS credentials", "see 'AWS credentials' above");
        }
        return Finding.unknown(
                check,
                question.action() + " failed: " + foreign(problem),
                "let this machine reach AWS's endpoints (proxy, firewall, VPC endpoint, aws.region)");
    }

    /** Why there are no credentials, if that is the problem. */
    Optional<NoCredentials> noCredentials() {
        return NoCredentials.in(question.problem());
    }

    boolean hasBadCredentials() {
        return BAD_CREDENTIALS.contains(code(question.problem()));
    }

    /** Whether the socket or the call timed out first makes no difference. */
    private static boolean isLate(SdkException problem) {
        return problem instanceof ApiCallTimeoutException
                || problem instanceof ApiCallAttemptTimeoutException
                || problem.getCause() instanceof SocketTimeoutException;
    }

    /** Empty if AWS was not reached. */
    String code() {
        return code(question.problem());
    }

    private static String code(SdkException problem) {
        return problem instanceof AwsServiceException service
                        && service.awsErrorDetails() != null
                        && service.awsErrorDetails().errorCode() != null
                ? service.awsErrorDetails().errorCode()
                : "";
    }

    private static String foreign(SdkException problem) {
        return Foreign.text(String.valueOf(problem.getMessage()), LONGEST_FOREIGN_TEXT);
    }
}
