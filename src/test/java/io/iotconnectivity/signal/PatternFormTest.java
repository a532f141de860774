package io.iotconnectivity.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits, exactly: a pattern at the limit is accepted, and one character more is refused. */
class PatternFormTest {
    private static final String TOO_LARGE =
            "is too large; write fewer or smaller repetitions such as {100}, or several patterns";

    /** Everything in an expression has a cost, so nothing can be repeated endlessly. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "a          ~ 1",
                "|          ~ 1",
                ".          ~ 1",
                "[a]        ~ 1",
                "[^]a-z]    ~ 1",
                "(?s)       ~ 1",
                "\\d        ~ 1",
                "\\p{Lu}    ~ 1",
                "\\P{Greek} ~ 1",
                "\\x{1f600} ~ 1",
                "\\Q\\E     ~ 1",
                "\\Qa.b\\E  ~ 3",
                "\\d*       ~ 2",
                "a+?        ~ 2",
                "a?         ~ 2",
                "(a)        ~ 4",
                "(?:a|b)    ~ 6",
                "(?<n>)     ~ 3",
                "a{3}       ~ 7",
                "a{0,3}?    ~ 7",
                "a{2,}      ~ 5",
                "a{0}       ~ 3",
                "a{1000}    ~ 2001",
                "\\d{9}     ~ 19",
                "\\Qab\\E{2}~ 7",
            })
    void everyPartOfAPatternCounts(String part, int cost) {
        int times = 19_999 / cost;
        String largest = "b".repeat(19_999 - times * cost) + part.repeat(times);

        assertTaken(largest);
        assertRefused("b" + largest, TOO_LARGE);
    }

    @Test
    void aQuotationWithoutEndReachesToTheEndOfThePattern() {
        assertTaken("\\Q(" + "[".repeat(19_998));
        assertRefused("\\Q(" + "[".repeat(19_999), TOO_LARGE);
    }

    @Test
    void quotationsMayFollowEachOther() {
        assertThat(ClientPattern.of("\\Qa(\\E\\Qb)\\E").matches("a(b)")).isTrue();
    }

    @Test
    void anExclusionMayBeAsLargeAsTheRest() {
        assertTaken("(?!" + "a".repeat(19_999) + ")" + "b".repeat(19_999));
        assertRefused("(?!" + "a".repeat(20_000) + ")", TOO_LARGE);
    }

    @Test
    void parenthesesMayBeAHundredDeep() {
        assertTaken("(".repeat(100) + ")".repeat(100));
        assertRefused("(".repeat(101) + ")".repeat(101), "has parentheses more than 100 deep");
        assertTaken("()".repeat(101));
    }

    @Test
    void anExclusionIsOneOfTheHundred() {
        assertTaken("(?!" + "(".repeat(99) + ")".repeat(99) + ")");
        assertRefused("(?!" + "(".repeat(100) + ")".repeat(100) + ")", "has parentheses more than 100 deep");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a{1000}", "a{1000,}", "a{0001000}"})
    void aThingMayBeRepeatedAThousandTimes(String pattern) {
        assertThatCode(() -> ClientPattern.of(pattern)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a{1001}", "a{0,1001}", "a{9999}", "a{10000}", "a{1000000000000}"})
    void aThingRepeatedMoreThanAThousandTimesIsRefused(String pattern) {
        assertRefused(pattern, "repeats something more than 1000 times");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "(?i)[\\x{100}-\\x{2810}]               ~ (?i)[\\x{100}-\\x{2811}]",
                "(?i)[\\x{100}-\\x{1488}b\\x{100}-\\x{1488}] ~ (?i)[\\x{100}-\\x{1488}a-b\\x{100}-\\x{1488}]",
                "(?i)[\\x{100}-\\x{1488}][\\x{100}-\\x{1488}] ~ (?i)[\\x{100}-\\x{1488}][\\x{100}-\\x{1489}]",
            })
    void rangesInAnyCaseMayHaveTenThousandCharacters(String largest, String larger) {
        assertTaken(largest);
        assertRefused(
                larger,
                "has (?i) and ranges of more than 10000 characters in [...]; leave (?i) out, or write smaller ranges such as [a-z]");
        assertTaken(larger.replace("(?i)", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[a-", "[a-z", "[", "[^", "[]", "[^]", "[a\\]"})
    void aClassWithoutEndIsNamed(String pattern) {
        assertRefused(pattern, "is not a regular expression: it has a [ without a ]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\1", "\\9", "(a)x\\9"})
    void everyReferenceBackIsNamed(String pattern) {
        assertThatThrownBy(() -> PatternForm.of(pattern)).hasMessageContaining("a reference back");
    }

    /** Otherwise, the next character would be read as part of the name of a class. */
    @Test
    void aPropertyWithoutEndIsRefusedByTheEngine() {
        assertTaken("\\p{Lu(");
        assertThatThrownBy(() -> ClientPattern.of("\\p{Lu("))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is not a regular expression: ");
    }

    @Test
    void whatIsExcludedIsTakenApartFromTheRest() {
        assertThat(PatternForm.of("(?i)^(?!test-)(?!a\\)|b).*"))
                .isEqualTo(new PatternForm("(?i)", List.of("test-", "a\\)|b"), ".*"));
        assertThat(PatternForm.of("(?i)a|b")).isEqualTo(new PatternForm("", List.of(), "(?i)a|b"));
    }

    private static void assertTaken(String pattern) {
        assertThatCode(() -> PatternForm.of(pattern)).doesNotThrowAnyException();
    }

    private static void assertRefused(String pattern, String message) {
        assertThatThrownBy(() -> PatternForm.of(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
