package io.iotconnectivity.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.presence.Advice;
import io.iotconnectivity.signal.Reason;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Numbers are added; none is ever changed. */
class StoredNumbersTest {
    @Test
    void numbersStayWhatTheyAre() {
        assertThat(constants(StoredNumbers.VERDICTS))
                .containsExactly("ONLINE", "SUSPECT", "OFFLINE", "STALE", "UNKNOWN", "RETIRED", "NEVER_CONNECTED");
        assertThat(constants(StoredNumbers.CAUSES))
                .containsExactly(
                        "NETWORK",
                        "POWER",
                        "PLANNED",
                        "TAKEOVER",
                        "CREDENTIALS",
                        "DEVICE",
                        "AWS",
                        "OPERATOR",
                        "RENEWAL",
                        "UNKNOWN");
        assertThat(constants(StoredNumbers.SEVERITIES)).containsExactly("NONE", "INFO", "WARNING", "CRITICAL");
        assertThat(constants(StoredNumbers.OVERLAYS)).containsExactly("FLAPPING", "CONFLICT", "DEAF");
        assertThat(constants(StoredNumbers.STATUSES)).containsExactly("CONNECTED", "NOT_CONNECTED", "UNKNOWN");
        assertThat(constants(StoredNumbers.SUBJECTS)).containsExactly("DISCONNECT", "CONNECT_FAILED");
        assertThat(constants(StoredNumbers.TROUBLES)).containsExactly("OFFLINE", "SILENT", "REFUSED");
        assertThat(constants(StoredNumbers.INCIDENT_KINDS))
                .containsExactly(
                        "DEVICE", "GROUP", "CONFLICT", "FLAPPING", "CREDENTIALS", "BLIND", "TEST", "DEAF", "SLO");
        assertThat(constants(StoredNumbers.BURNS)).containsExactly("FAST", "BRISK", "SLOW");
        assertThat(constants(StoredNumbers.EVENT_TYPES))
                .containsExactly(
                        "DEVICE_ONLINE",
                        "DEVICE_OFFLINE",
                        "DEVICE_STALE",
                        "DEVICE_FLAPPING",
                        "DEVICE_STEADY",
                        "DEVICE_CONFLICT",
                        "DEVICE_REJECTED",
                        "DEVICE_DIAGNOSED",
                        "DEVICE_SIGNAL",
                        "INCIDENT_OPENED",
                        "INCIDENT_UPDATED",
                        "INCIDENT_RESOLVED",
                        "INCIDENT_NOTED",
                        "DEVICE_RETIRED",
                        "DEVICE_RETURNED",
                        "DEVICE_NEVER_CONNECTED",
                        "DEVICE_FORGOTTEN",
                        "DEVICE_DEAF",
                        "DEVICE_HEARING",
                        "DEVICE_CUT_OFF",
                        "REPORT_MONTHLY");
        assertThat(constants(StoredNumbers.NOTES))
                .containsExactly("ACKNOWLEDGE", "UNACKNOWLEDGE", "ASSIGN", "COMMENT", "CLOSE");
        assertThat(constants(StoredNumbers.LIFE_CHANGES)).containsExactly("OPERATOR", "ATTRIBUTE", "REGISTRY");
    }

    @Test
    void wordsKeepTheirNumbers() {
        assertThat(words(StoredNumbers.KINDS, 12))
                .containsExactly(
                        "connected",
                        "disconnected",
                        "connect_failed",
                        "last_will",
                        "sign_of_life",
                        "check",
                        "reconciled",
                        "probe",
                        "grace_ended",
                        "log_entry",
                        "cut_off",
                        "enriched");
        assertThat(words(StoredNumbers.REASONS, 20))
                .startsWith("AUTH_ERROR", "CLIENT_INITIATED_DISCONNECT", "CLIENT_ERROR", "CONNECTION_LOST")
                .endsWith("AUTHORIZATION_FAILED", "CONNECTED", "NOT_CONNECTED");
    }

    @Test
    void everyReasonThatHasAPolicyHasANumber() {
        List<String> known = Stream.of(Reason.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == Reason.class)
                .map(StoredNumbersTest::reason)
                .toList();

        assertThat(known).isNotEmpty().allMatch(word -> StoredNumbers.REASONS.of(word) > 0);
    }

    /** Reworded advice gets a number of its own: add it, and leave the former. */
    @Test
    void everyAdviceHasANumber() {
        assertThat(Cause.values()).allMatch(cause -> StoredNumbers.ADVICE.of(Advice.on(cause)) > 0);
        assertThat(StoredNumbers.ADVICE.of(Advice.DEAF)).isPositive();
    }

    @Test
    void constantWithoutANumberIsNoticed() {
        assertThatThrownBy(() ->
                        new Numbers<>(Severity.class).with(1, Severity.NONE).complete())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("INFO has no number");
        assertThatThrownBy(() ->
                        new Numbers<>(Severity.class).with(1, Severity.NONE).with(1, Severity.INFO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static <E extends Enum<E>> Stream<String> constants(Numbers<E> numbers) {
        int count = (int) IntStream.rangeClosed(1, 127)
                .filter(number -> isKnown(numbers, number))
                .count();
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> numbers.constant(number).name());
    }

    private static boolean isKnown(Numbers<?> numbers, int number) {
        try {
            return numbers.constant(number) != null;
        } catch (MalformedRecord none) {
            return false;
        }
    }

    private static List<String> words(CommonWords words, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(words::word).toList();
    }

    private static String reason(Field field) {
        try {
            return ((Reason) field.get(null)).name();
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
