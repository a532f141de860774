package io.iotconnectivity.webhook.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;

/** What looks for one thing in another: by the library's rules, but counted. */
class ContainsFunctionTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Scope LIBRARY = library(false);
    private static final Scope OURS = library(true);

    private static Scope library(boolean ours) {
        Scope scope = Scope.newEmptyScope();
        BuiltinFunctionLoader.getInstance().loadFunctions(Versions.JQ_1_7, scope);
        if (ours) {
            ContainsFunction.addTo(scope);
        }
        return scope;
    }

    @Property(tries = 500)
    void findsWhatTheLibraryFinds(@ForAll("values") JsonNode whole, @ForAll("values") JsonNode part) throws Exception {
        JsonQuery query = JsonQuery.compile(".[1] as $part | .[0] | try contains($part) catch .", Versions.JQ_1_7);
        ArrayNode both = NODES.arrayNode().add(whole).add(part);

        assertThat(all(query, OURS, both)).isEqualTo(all(query, LIBRARY, both));
    }

    private static List<JsonNode> all(JsonQuery query, Scope scope, JsonNode in) throws Exception {
        List<JsonNode> given = new ArrayList<>();
        query.apply(Scope.newChildScope(scope), in, given::add);
        return given;
    }

    @Provide
    Arbitrary<JsonNode> values() {
        return values(2);
    }

    private static Arbitrary<JsonNode> values(int depth) {
        Arbitrary<JsonNode> plain = Arbitraries.of(
                NODES.nullNode(),
                NODES.booleanNode(true),
                NODES.booleanNode(false),
                NODES.numberNode(1),
                NODES.numberNode(1.0),
                NODES.numberNode(2),
                NODES.textNode(""),
                NODES.textNode("a"),
                NODES.textNode("ab"));
        if (depth == 0) {
            return plain;
        }
        Arbitrary<JsonNode> below = values(depth - 1);
        return Arbitraries.oneOf(
                plain,
                below.list().ofMaxSize(3).map(parts -> NODES.arrayNode().addAll(parts)),
                Arbitraries.maps(Arbitraries.of("a", "b"), below).ofMaxSize(2).map(fields -> {
                    ObjectNode object = NODES.objectNode();
                    fields.forEach(object::set);
                    return object;
                }));
    }

    /** Millions of comparisons, which took the library a while; of a million parts they would be a million times a million. */
    @Example
    void comparisonsAreCountedAsSteps() {
        for (String program : List.of(
                "[range(3000)] as $a | {a: ($a | contains([range(3000)]))}",
                "[range(3000)] as $a | {a: ([range(3000)] | inside($a))}",
                "[range(3000) | 0] as $a | {a: ($a | indices([range(3000) | 0]))}",
                "[range(3000) | 0] as $a | {a: ($a | index([range(1500) | 0, 1]))}")) {
            assertThatThrownBy(() -> Program.compile("file", program).run(NODES.objectNode()))
                    .as(program)
                    .isInstanceOf(BrokenPayload.class)
                    .hasMessageContaining("takes more than " + Budget.MOST_STEPS + " steps");
        }
    }

    /** A long text without the other, but for its last character, is compared at each of its places. */
    @Example
    void searchesInTextsAreCountedAsSteps() {
        for (String search : List.of("contains($b)", "indices($b)", "index($b)", "rindex($b)", "split($b)")) {
            String program = "(\"a\" * 200000) as $a | (\"a\" * 100000 + \"b\") as $b | {a: ($a | " + search + ")}";
            assertThatThrownBy(() -> Program.compile("file", program).run(NODES.objectNode()))
                    .as(search)
                    .isInstanceOf(BrokenPayload.class)
                    .hasMessageContaining("takes more than " + Budget.MOST_STEPS + " steps");
        }
    }

    @Example
    void whatPayloadsLookForIsFound() throws Exception {
        String program =
                "{a: ([range(1000) | tostring] | contains([\"999\"])), b: ((\"a\" * 200000 + \"needle\") | contains(\"needle\")),"
                        + " c: (\"a, b\" | split(\", \")), d: ([1, 2, 1] | indices(1)), e: (\"abc\" | index(\"c\"))}";

        assertThat(Program.compile("file", program).run(NODES.objectNode()).toString())
                .isEqualTo("{\"a\":true,\"b\":true,\"c\":[\"a\",\"b\"],\"d\":[0,2],\"e\":2}");
    }
}
