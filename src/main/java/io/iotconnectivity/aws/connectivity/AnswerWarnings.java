package io.iotconnectivity.aws.connectivity;

import io.iotconnectivity.secret.Foreign;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Logs once, and not for every device, why AWS gives no answers and how to fix it. Thread-safe. */
final class AnswerWarnings {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerWarnings.class);
    private static final Duration PAUSE = Duration.ofMinutes(10);
    private static final int MAX_WORDS = 300;

    private final String subject;
    private final String remedy;
    private final Clock clock;
    private final Map<Failure, Instant> said = new EnumMap<>(Failure.class);
    private boolean mended;

    /**
     * @param subject what does not work, as the beginning of a sentence
     * @param remedy what to allow, or else to disable
     */
    AnswerWarnings(String subject, String remedy, Clock clock) {
        this.subject = subject;
        this.remedy = remedy;
        this.clock = clock;
    }

    void about(SdkException failure) {
        Failure kind = Failure.of(failure);
        advice(kind).ifPresent(advice -> {
            if (isDue(kind)) {
                LOG.warn("{}: {}{}", subject, words(failure), advice);
            }
        });
    }

    /** Records a success. */
    synchronized void cease() {
        mended = true;
    }

    private synchronized boolean isDue(Failure kind) {
        Instant now = clock.instant();
        Instant before = said.get(kind);
        if (before != null && (!mended || before.plus(PAUSE).isAfter(now))) {
            return false;
        }
        mended = false;
        said.put(kind, now);
        return true;
    }

    /** Empty if nothing is wrong. */
    private Optional<String> advice(Failure kind) {
        return switch (kind) {
            case DENIED -> Optional.of("; " + remedy + ". The command doctor looks at it.");
            case INDEX_NOT_READY ->
                Optional.of("; the index is being built, or it is off: aws iot update-indexing-configuration"
                        + " --thing-indexing-configuration thingIndexingMode=REGISTRY,thingConnectivityIndexingMode=STATUS,"
                        + " or set verify = connection, which needs no index. The command doctor looks at it.");
            case REFUSED, BROKEN, NO_ANSWER -> Optional.of("");
            case NOT_FOUND, THROTTLED, NO_TIME, DEVICE_SILENT -> Optional.empty();
        };
    }

    static String words(SdkException failure) {
        String code = Failure.codeOf(failure);
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof AwsServiceException && ((AwsServiceException) failure).awsErrorDetails() != null) {
            message = String.valueOf(
                    ((AwsServiceException) failure).awsErrorDetails().errorMessage());
        }
        return Foreign.text((code.isEmpty() ? "" : code + ", ") + message.strip(), MAX_WORDS);
    }
}
