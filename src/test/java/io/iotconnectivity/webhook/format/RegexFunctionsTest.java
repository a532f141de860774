package io.iotconnectivity.webhook.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.NullNode;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Regular expressions of payload files give what those of jq 1.7 give, and can be given up. */
class RegexFunctionsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "\"pump-7\" | test(\"^pump\") # true",
                "\"PUMP-7\" | test(\"^pump\"; \"i\") # true",
                "\"pump-7\" | test(\"fan\") # false",
                "\"foo bar foo\" | [match(\"foo\"; \"g\") | .offset] # [0,8]",
                "\"ü foo\" | match(\"f(?<o>o+)\") # {\"offset\":2,\"length\":3,\"string\":\"foo\",\"captures\":[{\"offset\":3,\"length\":2,\"string\":\"oo\",\"name\":\"o\"}]}",
                "\"xyz\" | capture(\"(?<a>[a-z]+)-(?<n>[0-9]+)\") // \"none\" # \"none\"",
                "\"xyz-123\" | capture(\"(?<a>[a-z]+)-(?<n>[0-9]+)\") # {\"a\":\"xyz\",\"n\":\"123\"}",
                "\"aXbxc\" | [scan(\"x\"; \"i\")] # [\"X\",\"x\"]",
                "\"a, b,c\" | [splits(\", *\"; null)] # [\"a\",\"b\",\"c\"]",
                "\"abcabc\" | sub(\"b\"; \"-\") # \"a-cabc\"",
                "\"abcabc\" | gsub(\"b\"; \"-\") # \"a-ca-c\"",
                "\"a1b2\" | gsub(\"(?<d>[0-9])\"; \"<\\(.d)>\") # \"a<1>b<2>\"",
                "\"aB\" | gsub(\"(?<x>b)|(?<y>q)\"; \"\\(.x)\\(.y)\"; \"i\") # \"aBnull\"",
                "[\"ab\" | sub(\"a\"; \"1\", \"2\")] # [\"1b\",\"2b\"]",
                "\"\" | [match(\"\"; \"g\") | .length] # [0]",
                "\"öö\" | [match(\"\"; \"g\") | .offset] # [0,1]",
                "\"\ud83d\ude00ab\" | match(\"b\").offset # 2"
            })
    void givesWhatJqGives(String program, String given) throws Exception {
        assertThat(Program.compile("mine.jq", program.strip())
                        .run(NullNode.getInstance())
                        .toString())
                .isEqualTo(given.strip());
    }

    @ParameterizedTest
    @CsvSource({"x*, abc, abc", "'', ab, ab", "'\\\\s*$', 'ab  ', ab", "b*, abbc, ac"})
    void whatMatchesNothingAtAllEnds(String expression, String text, String given) throws Exception {
        Program program = Program.compile("mine.jq", "\"" + text + "\" | gsub(\"" + expression + "\"; \"\")");

        assertThat(program.run(NullNode.getInstance()).textValue()).isEqualTo(given);
    }

    @Tag("limit")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(\"a\" * 40) + \"!\" | test(\"^(a+)+$\")",
                "(\"a\" * 40) + \"!\" | gsub(\"^(a|aa)+$\"; \"\")",
                "try ((\"a\" * 40) + \"!\" | test(\"^(a+)+$\")) catch true"
            })
    void expressionThatGoesBackAndForthIsGivenUpWithItsThread(String source) throws Exception {
        Program program = Program.compile("mine.jq", source);

        assertThatThrownBy(() -> program.run(NullNode.getInstance())).hasMessageContaining("mine.jq");

        await().atMost(Duration.ofSeconds(60)).until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("payload-")));
    }

    @Test
    void expressionMadeOfDataHasALimit() throws Exception {
        Program program = Program.compile("mine.jq", "\"a\" | test(\"(a|b)?\" * 1000)");

        assertThatThrownBy(() -> program.run(NullNode.getInstance()))
                .isInstanceOf(BrokenPayload.class)
                .hasMessageContaining("longer than 2000 characters");
    }
}
