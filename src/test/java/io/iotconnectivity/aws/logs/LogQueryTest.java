package io.iotconnectivity.aws.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.presence.Effect.Subject;
import io.iotconnectivity.signal.ClientId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LogQueryTest {
    private static final Set<Subject> DISCONNECT = Set.of(Subject.DISCONNECT);
    private static final String PATTERN_KINDS =
            "\\{ \\((?:\\(\\$\\.eventType = \"(?:Disconnect|Connect\" && \\$\\.status = \"Failure)\"\\)(?: \\|\\| )?){1,2}\\)";
    private static final String QUERY_KINDS =
            "fields @timestamp, @message \\| filter \\((?:\\(eventType = \"(?:Disconnect|Connect\" and status = \"Failure)\"\\)(?: or )?){1,2}\\)";
    private static final String QUOTED = "\"([^\"\\\\*]*)\"";
    private static final Pattern WHOLE_PATTERN = Pattern.compile(
            PATTERN_KINDS + "(?: && \\((\\$\\.clientId = " + QUOTED + "(?: \\|\\| \\$\\.clientId = " + QUOTED
                    + ")*)\\))? \\}",
            Pattern.DOTALL);
    private static final Pattern WHOLE_QUERY = Pattern.compile(
            QUERY_KINDS + "(?: and clientId in \\[(" + QUOTED + "(?:, " + QUOTED
                    + ")*)\\])? \\| sort @timestamp desc \\| limit 10000",
            Pattern.DOTALL);

    @Property(tries = 2000)
    void patternNamesExactlyTheClientsOrNone(
            @ForAll("hostileClients") Set<ClientId> clients, @ForAll Set<Subject> subjects) {
        Set<Subject> asked = subjects.isEmpty() ? DISCONNECT : subjects;
        String pattern = LogQuery.pattern(asked, clients);
        assertThat(pattern.length()).isLessThanOrEqualTo(LogQuery.MAX_PATTERN);
        assertNames(WHOLE_PATTERN, pattern, clients);
    }

    @Property(tries = 2000)
    void queryNamesExactlyTheClientsOrNone(
            @ForAll("hostileClients") Set<ClientId> clients, @ForAll Set<Subject> subjects) {
        Set<Subject> asked = subjects.isEmpty() ? DISCONNECT : subjects;
        String query = LogQuery.query(asked, clients);
        assertThat(query.length()).isLessThanOrEqualTo(LogQuery.MAX_QUERY);
        assertNames(WHOLE_QUERY, query, clients);
    }

    @Test
    void fewPlainClientsAreNamed() {
        assertThat(LogQuery.pattern(DISCONNECT, List.of(new ClientId("site 1/pump-7"))))
                .isEqualTo("{ (($.eventType = \"Disconnect\")) && ($.clientId = \"site 1/pump-7\") }");
        assertThat(LogQuery.pattern(Set.of(Subject.CONNECT_FAILED), List.of(new ClientId("a"), new ClientId("b"))))
                .isEqualTo("{ (($.eventType = \"Connect\" && $.status = \"Failure\"))"
                        + " && ($.clientId = \"a\" || $.clientId = \"b\") }");
        assertThat(LogQuery.query(DISCONNECT, List.of(new ClientId("a"), new ClientId("b"))))
                .contains(" and clientId in [\"a\", \"b\"] ");
    }

    @Test
    void manyClientsAreNotNamed() {
        Set<ClientId> many = IntStream.range(0, 3000)
                .mapToObj(i -> new ClientId("device-" + i))
                .collect(Collectors.toSet());
        assertThat(LogQuery.pattern(DISCONNECT, many)).isEqualTo("{ (($.eventType = \"Disconnect\")) }");
        assertThat(LogQuery.query(DISCONNECT, many)).doesNotContain("clientId");
    }

    @Test
    void fewClientsWithLongIdsAreNotNamedBeyondTheLimit() {
        Set<ClientId> longOnes = IntStream.range(10, 25)
                .mapToObj(i -> new ClientId("d".repeat(120) + i))
                .collect(Collectors.toSet());
        assertThat(LogQuery.pattern(DISCONNECT, longOnes)).doesNotContain("clientId");
        assertThat(LogQuery.query(DISCONNECT, longOnes)).contains("clientId in");
    }

    private static void assertNames(Pattern whole, String text, Set<ClientId> clients) {
        Matcher parsed = whole.matcher(text);
        assertThat(parsed.matches()).as(text).isTrue();
        if (parsed.group(1) != null) {
            Set<ClientId> named = Pattern.compile(QUOTED, Pattern.DOTALL)
                    .matcher(parsed.group(1))
                    .results()
                    .map(one -> new ClientId(one.group(1)))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(named).containsExactlyInAnyOrderElementsOf(clients);
        } else {
            boolean plainAndFew =
                    clients.stream().allMatch(client -> client.value().matches("[ a-z]+")) && clients.size() < 5;
            assertThat(plainAndFew).isFalse();
        }
    }

    @Provide
    Arbitrary<Set<ClientId>> hostileClients() {
        Arbitrary<String> signs = Arbitraries.strings()
                .withChars('"', '\\', '*', '\'', '`', '|', '&', '{', '}', ']', '[', '$', '.', '#', '%', '\n', '\0', ' ')
                .withChars('a', 'z')
                .ofMinLength(1)
                .ofMaxLength(30);
        Arbitrary<String> breakouts = Arbitraries.of(
                "\" || $.clientId = \"",
                "\") || ($.eventType = \"*",
                "\"] | limit 1 #",
                "a\\",
                "\\\" or 1=1",
                "x\" } { $.a = \"",
                "üñï\u202e");
        Arbitrary<String> plain = Arbitraries.strings()
                .withChars(' ', 'a', 'b', 'c')
                .ofMinLength(1)
                .ofMaxLength(12);
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(1, signs),
                        net.jqwik.api.Tuple.of(1, breakouts),
                        net.jqwik.api.Tuple.of(6, plain),
                        net.jqwik.api.Tuple.of(
                                1, Arbitraries.strings().ofMinLength(1).ofMaxLength(20)))
                .filter(id -> id.getBytes(StandardCharsets.UTF_8).length <= ClientId.MAX_BYTES)
                .map(ClientId::new)
                .set()
                .ofMinSize(1)
                .ofMaxSize(6);
    }
}
