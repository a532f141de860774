package io.iotconnectivity.sandbox.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
    private static final String ITEM =
            """
            {"clientId":{"S":"dev-1"},"n":{"N":"5"},"tags":{"SS":["x","y"]},"entries":{"L":[{"S":"a"},{"N":"1"}]},
             "tree":{"M":{"core":{"S":"deep"}}},"flag":{"BOOL":true}}""";

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "attribute_exists(clientId); true",
                "attribute_not_exists(clientId) OR n < :six; true",
                "attribute_not_exists(clientId) OR n < :five; false",
                "attribute_not_exists(absent); true",
                "absent = :five; false",
                "absent <> :five; false",
                "NOT absent = :five; true",
                "n = :five AND n <= :five AND n >= :five; true",
                "n <> :six; true",
                "n > :six; false",
                "n = :text; false",
                "n < :text; false",
                "n BETWEEN :five AND :six; true",
                "n BETWEEN :five AND :six AND flag = :true; true",
                "n IN (:six, :five); true",
                "n IN (:six); false",
                "begins_with(clientId, :text); true",
                "begins_with(n, :text); false",
                "contains(clientId, :text); true",
                "contains(tags, :x); true",
                "contains(tags, :text); false",
                "contains(entries, :a); true",
                "size(clientId) = :five; true",
                "size(tags) < :five; true",
                "tree.core = :deep; true",
                "tree.#inner = :deep; true",
                "entries[0] = :a; true",
                "entries[7] = :a; false",
                "attribute_type(tree, :m); true",
                "attribute_type(n, :m); false",
                "n = :six OR n = :five AND flag = :true; true",
                "(n = :six OR n = :five) AND NOT flag = :true; false",
                "not ((n = :six)); true",
                "n=:five and(n<:six)or n>:six; true",
            })
    void conditionHoldsAsDocumented(String expression, boolean expected) throws Exception {
        assertThat(holds(expression)).isEqualTo(expected);
    }

    private static boolean holds(String expression) throws JsonProcessingException {
        Placeholders placeholders = new Placeholders(
                object(
                        """
                {"ExpressionAttributeNames":{"#inner":"core"},
                 "ExpressionAttributeValues":{":five":{"N":"5.0"},":six":{"N":"6"},":text":{"S":"dev"},":x":{"S":"x"},
                 ":a":{"S":"a"},":deep":{"S":"deep"},":m":{"S":"M"},":true":{"BOOL":true}}}"""));
        Condition condition = ExpressionParser.condition("ConditionExpression", expression, placeholders);
        return condition.holds(Values.canonicalItem(object(ITEM)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "n",
                "n =",
                "= :five",
                "n = :five AND",
                "n = :five n = :five",
                "(n = :five",
                "n = :five)",
                "n BETWEEN :five",
                "n IN ()",
                "n IN (:five",
                "size(n)",
                "attribute_exists(:five)",
                "begins_with(clientId)",
                "unknown(n)",
                "state = :five",
                "n == :five",
                "n = 5",
                "n = ':five'",
                "n = :missing",
                "#missing = :five",
                "entries[x] = :five",
                "entries[99999999999] = :five",
                "tree. = :five",
                ": = :five",
            })
    void unsoundConditionIsRefusedAsInvalid(String expression) {
        assertThatThrownBy(() -> holds(expression))
                .isInstanceOfSatisfying(
                        AwsError.class, error -> assertThat(error.code()).isEqualTo("ValidationException"));
    }

    @Property(tries = 300)
    void anyTextIsEitherReadOrRefusedAsInvalid(@ForAll("texts") String expression) {
        try {
            holds(expression);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        } catch (AwsError refused) {
            assertThat(refused.code()).isEqualTo("ValidationException");
        }
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> pieces = Arbitraries.of(
                "n",
                ":five",
                "(",
                ")",
                "AND",
                "OR",
                "NOT",
                "=",
                "<",
                "<>",
                "[0]",
                ".",
                ",",
                "size(",
                "IN",
                "BETWEEN",
                "#inner",
                "contains(",
                "attribute_exists(",
                "é",
                "\u0000");
        return pieces.list().ofMaxSize(12).map(list -> String.join(" ", list));
    }

    @Property(tries = 300)
    void conditionMeansWhatItsTruthTableSays(@ForAll("formulas") Formula formula) throws JsonProcessingException {
        assertThat(holds(formula.text())).as(formula.text()).isEqualTo(formula.value());
    }

    /** A condition together with the value that it must have. */
    record Formula(String text, boolean value) {}

    @Provide
    Arbitrary<Formula> formulas() {
        Arbitrary<Formula> leaves = Arbitraries.of(
                new Formula("n = :five", true),
                new Formula("n > :six", false),
                new Formula("attribute_exists(clientId)", true),
                new Formula("attribute_exists(absent)", false),
                new Formula("n BETWEEN :five AND :six", true));
        return formulas(leaves, 4);
    }

    private static Arbitrary<Formula> formulas(Arbitrary<Formula> leaves, int depth) {
        if (depth == 0) {
            return leaves;
        }
        Arbitrary<Formula> below = formulas(leaves, depth - 1);
        return Arbitraries.oneOf(
                leaves,
                below.map(a -> new Formula("NOT (" + a.text() + ")", !a.value())),
                Combinators.combine(below, below)
                        .as((a, b) -> new Formula("(" + a.text() + ") AND (" + b.text() + ")", a.value() && b.value())),
                Combinators.combine(below, below)
                        .as((a, b) -> new Formula("(" + a.text() + ") OR (" + b.text() + ")", a.value() || b.value())),
                Combinators.combine(leaves, leaves, leaves)
                        .as((a, b, c) -> new Formula(
                                a.text() + " OR " + b.text() + " AND NOT " + c.text(),
                                a.value() || b.value() && !c.value())));
    }

    @Property(tries = 200)
    void addingAndSubtractingIsExact(@ForAll long digits, @ForAll @IntRange(max = 12) int scale, @ForAll int change)
            throws Exception {
        BigDecimal n = BigDecimal.valueOf(digits, scale);
        ObjectNode item = Values.canonicalItem(object("{\"n\":{\"N\":\"" + n.toPlainString() + "\"}}"));
        Placeholders placeholders =
                new Placeholders(object("{\"ExpressionAttributeValues\":{\":c\":{\"N\":\"" + change + "\"}}}"));

        ObjectNode up = ExpressionParser.update("SET n = n + :c", placeholders).apply(item);
        ObjectNode back =
                ExpressionParser.update("SET n = n - :c", placeholders).apply(up);

        assertThat(back).isEqualTo(item);
    }

    @Property(tries = 200)
    void numbersAreOrderedByValueInKeys(@ForAll int a, @ForAll int b) throws Exception {
        Key keyOfA = Key.of(List.of(object("{\"N\":\"" + a + "\"}")));
        Key keyOfB = Key.of(List.of(object("{\"N\":\"" + b + "\"}")));
        assertThat(Integer.signum(keyOfA.compareTo(keyOfB))).isEqualTo(Integer.compare(a, b));
        assertThat(keyOfA.compareTo(keyOfA.end())).isNegative();
    }

    private static ObjectNode object(String json) throws JsonProcessingException {
        return (ObjectNode) Json.MAPPER.readTree(json);
    }
}
