package io.iotconnectivity.webhook.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.NullNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that would fill the memory ends, and nothing else does. */
class MemoryOfProgramsTest {

    @Tag("limit")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"x\" * 1000000000",
                "1000000000 * \"x\"",
                "\"x\" * 10000 * 10000 * 10000",
                "[range(1000000000)] | length",
                "reduce range(60) as $i (\"x\"; . + .)",
                "reduce range(60) as $i ([1]; . + .) | length",
                "reduce range(60) as $i (\"x\"; \"\\(.)\\(.)\")",
                "reduce range(60) as $i ([1]; [., .]) | tojson",
                "reduce range(60) as $i ([1]; [., .]) | \"\\(.)\"",
                "reduce range(60) as $i ([1]; [., .])",
                "reduce range(60) as $i ([1]; [., .]) | [..] | length",
                "def f: . + . | f; \"x\" | f",
                "try (\"x\" * 1000000000) catch \"caught\"",
                "(\"ab\" * 4000000) | test(\"^(a|b)*$\")",
                "(\"a\" * 8000000) | indices(\"a\")",
                "(\"a\" * 8000000) | explode | length",
                "(\"a\" * 8000000) | split(\"\") | length",
                "[(\"a\" * 500000) | match(\"a\"; \"g\")] | length",
                "(\"a\" * 500000) | gsub(\"a\"; \"bbbbbbbb\")",
                "null | .[1000000000] = 1",
                "null | .[1000000000] |= 1",
                "null | .a[1000000000].b = 1",
                "null | setpath([\"a\", 1000000000]; 1)",
                "[range(100000)] | map(\"\") | join(\"x\" * 100000)",
                "\"\" * 100000000000"
            })
    void programThatFillsTheMemoryIsStopped(String source) throws Exception {
        Program program = Program.compile("hostile.jq", source);

        assertThatThrownBy(() -> program.run(NullNode.getInstance())).isInstanceOf(BrokenPayload.class);
    }

    @Test
    void chainWithoutAnyFunctionIsStoppedToo() throws Exception {
        Program program = Program.compile("chain.jq", "[1] | " + ". + . | ".repeat(60) + "length");

        assertThatThrownBy(() -> program.run(NullNode.getInstance()))
                .isInstanceOf(BrokenPayload.class)
                .hasMessageContaining("MiB");
    }

    @Test
    void meteredProgramGivesWhatItGaveBefore() throws Exception {
        Program program = Program.compile(
                "mine.jq",
                "{a: ([1, 2, 3] | map(. * 2) | add), b: (\"x\" * 3), c: ({} | .d.e |= 7 | .d.e += 1),"
                        + " f: [path(..)], g: (\"\\(1 + 1) is \\(\"two\")\"), h: ([3, 1] | sort), i: (.x // \"none\")}");

        assertThat(program.run(NullNode.getInstance()).toString())
                .isEqualTo("{\"a\":12,\"b\":\"xxx\",\"c\":{\"d\":{\"e\":8}},\"f\":[[]],\"g\":\"2 is two\",\"h\":[1,3],"
                        + "\"i\":\"none\"}");
    }
}
