package io.iotconnectivity.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ClientPatternTest {
    private static final String LONGEST_ID = "a".repeat(ClientId.MAX_BYTES);

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "pump-.*                    ~ pump-7          ~ true",
                "pump-.*                    ~ a-pump-7        ~ false",
                "pump                       ~ pump-7          ~ false",
                "(?i)PUMP-\\d+              ~ pump-77         ~ true",
                "a|b                        ~ b               ~ true",
                "\\Qa.b\\E                  ~ a.b             ~ true",
                "\\Qa.b\\E                  ~ acb             ~ false",
                "(?!test-).*                ~ test-1          ~ false",
                "(?!test-).*                ~ a-test-1        ~ true",
                "^(?!test-).*$              ~ test-1          ~ false",
                "^(?!test-).*$              ~ pump            ~ true",
                "(?i)^(?!test-)(?!lab).*    ~ LAB-1           ~ false",
                "(?!.*-test$).*             ~ pump-test       ~ false",
                "(?!.*-test$).*             ~ pump-test-1     ~ true",
                "(?!(?:a|b)-)(?:.-1|c)      ~ c-1             ~ true",
                "(?!(?:a|b)-)(?:.-1|c)      ~ b-1             ~ false",
                "(?!a\\)b).*                ~ a)b             ~ false",
                "(?!a[)]b).*                ~ a)b             ~ false",
                "(?i)[a-z-]+[]][^]]         ~ AB-]x           ~ true",
                "[\\x{80}-\\x{10ffff}]{2}    ~ éé              ~ true",
                "(?i)[\\pL\\d-]+             ~ Éb-7            ~ true",
            })
    void matchesWholeIds(String pattern, String id, boolean matches) {
        assertThat(ClientPattern.of(pattern).matches(new ClientId(id))).isEqualTo(matches);
    }

    @Test
    void aPointIsAnyCharacterALineBreakToo() {
        assertThat(ClientPattern.of("a.b").matches("a\nb")).isTrue();
    }

    @Test
    void itsPartsAreFoundByNameAndByNumber() {
        ClientPattern pattern = ClientPattern.of("(?<site>[a-z]+)-(\\d)?.*");

        assertThat(pattern.hasPart("site")).isTrue();
        assertThat(pattern.hasPart("group")).isFalse();
        assertThat(pattern.part("oslo-7", "site")).contains("oslo");
        assertThat(pattern.part("7", "site")).isEmpty();
        assertThat(pattern.parts("oslo-7")).contains(List.of("oslo-7", "oslo", "7"));
        assertThat(pattern.parts("oslo-x")).contains(List.of("oslo-x", "oslo", ""));
        assertThat(pattern.parts("7")).isEmpty();
        assertThat(pattern.partCount()).isEqualTo(2);
        assertThatThrownBy(() -> pattern.part("oslo-7", "group"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no part group");
    }

    @Test
    void partsOfAnExclusionCountAndFindNothing() {
        ClientPattern pattern = ClientPattern.of("(?!(test|lab)-)([a-z]+)-.*");

        assertThat(pattern.parts("oslo-7")).contains(List.of("oslo-7", "", "oslo"));
        assertThat(pattern.parts("lab-7")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "(            ~ is not a regular expression: it has a ( without a )",
                "a)           ~ is not a regular expression: it has a ) without a (",
                "[a           ~ is not a regular expression: it has a [ without a ]",
                "a\\          ~ is not a regular expression: it ends in a \\",
                "*a           ~ is not a regular expression: missing argument to repetition operator: *",
                "[b-a]        ~ is not a regular expression: invalid character class range: b-a",
                "\\p{Alpha}   ~ is not a regular expression: invalid character class range: \\p{Alpha}",
                "^((?!a).)*$  ~ uses (?!...) elsewhere than at its beginning, which is not supported; (?!test-).* is",
                "x(?=a).*     ~ uses (?=...), which is not supported; write the parts in the order",
                ".*(?<!-test) ~ uses (?<!...), which is not supported; (?!.*-test$).* is whatever does not end in -test",
                "(?<=a)b      ~ uses (?<=...), which is not supported",
                "(?>a)        ~ uses (?>...), which is not supported; write (?:...)",
                "(?x)a b      ~ uses (?x, which is not supported; of flags there are (?i), (?m) and (?s)",
                "(a)\\1       ~ uses \\1, a reference back, which is not supported; write out what may stand there",
                "(?<n>a)\\k<n>~ uses \\k, a reference back, which is not supported",
                "a++          ~ uses ++, a possessive repetition, which is not supported; leave the second sign out",
                "a{2}+        ~ uses }+, a possessive repetition, which is not supported",
                "[a-z&&[^b]]  ~ uses && in [...], which is not supported; write what is left, such as [a-ce-z]",
                "[a[bc]]      ~ uses [ within [...], which is not supported; write \\[ for the sign itself",
                "a\\Z         ~ uses \\Z, which is not supported; write $",
                "\\u0041      ~ uses \\u, which is not supported; write \\x{...}",
                "(?!a)b|c     ~ has alternatives after (?!...); write them in parentheses",
            })
    void whatCannotBeKeptToIsRefusedWithWhatToWriteInstead(String pattern, String message) {
        assertThatThrownBy(() -> ClientPattern.of(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aPatternMayHave5000Characters() {
        String longest = "[" + "a".repeat(4_998) + "]";

        assertThat(ClientPattern.of(longest).matches("a")).isTrue();
        assertThatThrownBy(() -> ClientPattern.of("a" + longest)).hasMessage("is longer than 5000 characters");
    }

    @Test
    void aPatternMayNeed2000Steps() {
        String largest =
                "a".repeat(ClientPattern.MOST_STEPS - ClientPattern.of("").steps() + 1);

        assertThat(ClientPattern.of(largest).steps()).isEqualTo(2_000);
        assertThatThrownBy(() -> ClientPattern.of("a" + largest)).hasMessageStartingWith("is too large; ");
    }

    @Test
    void whatIsExcludedCountsAmongTheSteps() {
        assertThat(ClientPattern.of("(?!test-)(?!lab-).*").steps())
                .isEqualTo(ClientPattern.of("test-").steps()
                        + ClientPattern.of("lab-").steps()
                        + ClientPattern.of(".*").steps());
        assertThatThrownBy(() -> ClientPattern.of("(?!a{900})(?!b{900})c{900}"))
                .hasMessageStartingWith("is too large; ");
    }

    @Test
    void whatIsWrongIsShownUnlessItIsLong() {
        String shown = "\\p{" + "A".repeat(36) + "}";

        assertThatThrownBy(() -> ClientPattern.of(shown)).hasMessageEndingWith(": " + shown);
        assertThatThrownBy(() -> ClientPattern.of(shown.replace("}", "A}"))).hasMessageEndingWith(" range");
    }

    @Test
    void patternsAreTheSameIfWrittenTheSame() {
        ClientPattern pattern = ClientPattern.of("pump-.*");

        assertThat(pattern)
                .isEqualTo(ClientPattern.of("pump-.*"))
                .hasSameHashCodeAs(ClientPattern.of("pump-.*"))
                .isNotEqualTo(ClientPattern.of("pump-.+"))
                .doesNotHaveSameHashCodeAs(ClientPattern.of("pump-.+"))
                .isNotEqualTo("pump-.*");
    }

    static List<String> attacks() {
        return List.of(
                "(?:(?:){2147483647}){2147483647}.*",
                "(?:(?:){1000}){1000}.*",
                "((a{1000}){1000}){1000}",
                "(?:(?:(?:a?){1,300}){1,300}){1,300}",
                ".{0,1000}".repeat(55),
                "\\pL{1000}".repeat(55),
                "(".repeat(2500) + ")".repeat(2500),
                "(?:".repeat(1200) + "a" + ")*".repeat(1200),
                "(?!".repeat(500) + ")".repeat(500),
                "a?".repeat(2500),
                "|".repeat(5001),
                "(?i)[b-\\x{1E942}]".repeat(20),
                "(?i:[\\x{100}-\\x{1E942}])",
                "(?s-i:[^-\ud83a\udd42])(?mi)[%-\ud83a\udd42]",
                "a{99999999999999999999}",
                "a{1,}{1,}{1,}{1000}{1000}");
    }

    /** Rejected by counting, before anything is compiled. */
    @ParameterizedTest
    @MethodSource("attacks")
    @Timeout(10)
    void whatWouldGrowWithoutMeasureIsRefused(String attack) {
        assertThatThrownBy(() -> ClientPattern.of(attack)).isInstanceOf(IllegalArgumentException.class);
    }

    static List<String> slowOnes() {
        return List.of(
                "(a*)*(a*)*(a*)*b",
                "(?:a|a)*(?:a|a)*b",
                "a?".repeat(128) + "a".repeat(128) + "b",
                "(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)b",
                "(?:(?:){500})*b");
    }

    /** Java's own engine takes longer for each of these than anyone can wait, or failed to match for that reason. */
    @ParameterizedTest
    @MethodSource("slowOnes")
    @Timeout(10)
    void whatNeedsManyStepsElsewhereIsMatchedAllTheSame(String pattern) {
        assertThat(ClientPattern.of(pattern).matches(LONGEST_ID)).isFalse();
    }

    /** Half of a thread's default stack size. */
    @Test
    void theLargestThatIsTakenIsMatchedOnASmallStack() throws InterruptedException {
        ClientPattern largest = ClientPattern.of("(a?){499}");
        StringBuilder outcome = new StringBuilder();
        Thread small = new Thread(null, () -> outcome.append(largest.matches(LONGEST_ID)), "small", 512 * 1024);
        small.start();
        small.join();

        assertThat(largest.steps()).isBetween(1_900, ClientPattern.MOST_STEPS);
        assertThat(outcome).hasToString("true");
    }

    /** Any input gives a result or a rejection, within the stated limits. */
    @Property
    void noTextIsMisread(@ForAll("patterns") String text, @ForAll @StringLength(max = 20) String id) {
        Optional<ClientPattern> pattern = taken(text);

        pattern.ifPresent(each -> {
            each.matches(id);
            assertThat(each.steps()).isLessThanOrEqualTo(ClientPattern.MOST_STEPS);
            assertThat(each).isEqualTo(ClientPattern.of(each.toString()));
        });
    }

    /** Patterns that earlier versions accepted mean the same. */
    @Property
    void whatIsTakenMeansWhatItMeansToJava(@ForAll("usual") String text, @ForAll("ids") @NotEmpty String id) {
        Pattern java = Pattern.compile(text, Pattern.DOTALL);

        assertThat(ClientPattern.of(text).matches(id))
                .isEqualTo(java.matcher(id).matches());
    }

    private static Optional<ClientPattern> taken(String text) {
        try {
            return Optional.of(ClientPattern.of(text));
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
            return Optional.empty();
        }
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.of(
                        "a",
                        "b",
                        "-",
                        ".",
                        "*",
                        "+",
                        "?",
                        "|",
                        "(",
                        ")",
                        "(?:",
                        "(?<n>",
                        "(?!",
                        "(?i)",
                        "[",
                        "]",
                        "[^",
                        "\\",
                        "\\d",
                        "\\pL",
                        "\\p{Lu}",
                        "\\Q",
                        "\\E",
                        "\\x{41}",
                        "{2}",
                        "{3,}",
                        "{0,40}",
                        "{1000}",
                        "{",
                        "}",
                        ",",
                        "^",
                        "$",
                        "&&",
                        "\u00e9",
                        "\ud83d\ude00",
                        "\ud800",
                        "\n")
                .list()
                .ofMaxSize(15)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> usual() {
        Arbitrary<String> atoms = Arbitraries.of(
                "a",
                "b",
                "-",
                ".",
                "[ab]",
                "[^a]",
                "[a-c-]",
                "\\d",
                "\\w",
                "\\.",
                "\\Qa.\\E",
                "(?:a|b-)",
                "(a)",
                "(?:ab?)");
        Arbitrary<String> counts = Arbitraries.of("", "", "", "*", "+", "?", "*?", "{2}", "{1,3}", "{2,}");
        Arbitrary<String> pieces = atoms.flatMap(atom -> counts.map(count -> atom + count));
        Arbitrary<String> beginnings = Arbitraries.of("", "", "", "(?i)", "(?!a)", "^(?!.*b$)", "(?i)(?!A-)(?!(b)b)");
        return beginnings.flatMap(
                beginning -> pieces.list().ofMinSize(1).ofMaxSize(6).map(all -> beginning + String.join("", all)));
    }

    @Provide
    Arbitrary<String> ids() {
        return Arbitraries.strings().withChars("abAB-.1").ofMaxLength(12);
    }
}
