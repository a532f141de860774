package io.iotconnectivity.sandbox.aws.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Queries are written down from trees whose meaning is known without any parser. */
class QueryPropertiesTest {
    /** @param meaning by the number, the word and the switch of a thing */
    private record Expression(String text, Predicate<Thing> meaning, int terms, boolean atom) {
        /** In parentheses where the text could be torn apart otherwise. */
        String closed() {
            return atom ? text : "(" + text + ")";
        }
    }

    private record Thing(int number, String word, boolean on) {
        Document document() {
            return new Document()
                    .put("attributes.number", String.valueOf(number))
                    .put("thingName", word)
                    .put("connectivity.connected", on);
        }
    }

    private static final List<String> WORDS = List.of("ab", "abc", "b-1", "NOTE", "Order");

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aQuerySelectsExactlyWhatItsTreeSelects(
            @ForAll("expressions") Expression expression, @ForAll("fleets") List<Thing> fleet) {
        Query query = Query.parse(expression.text());
        assertThat(fleet.stream()
                        .filter(thing -> query.matches(thing.document()))
                        .toList())
                .as(expression.text())
                .isEqualTo(fleet.stream().filter(expression.meaning()).toList());
    }

    @Provide
    Arbitrary<List<Thing>> fleets() {
        return Combinators.combine(
                        Arbitraries.integers().between(-3, 12), Arbitraries.of(WORDS), Arbitraries.of(true, false))
                .as(Thing::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
    }

    @Provide
    Arbitrary<Expression> expressions() {
        return Arbitraries.recursive(this::atoms, this::composed, 0, 4).filter(tree -> tree.terms() <= 12);
    }

    private Arbitrary<Expression> composed(Arbitrary<Expression> part) {
        Arbitrary<Expression> negated = Combinators.combine(part, Arbitraries.of("NOT ", "-", "- "))
                .as((inner, sign) ->
                        new Expression(sign + inner.closed(), inner.meaning().negate(), inner.terms(), true));
        Arbitrary<Expression> both = Combinators.combine(part, part, Arbitraries.of(" AND ", " ", "\t"))
                .as((left, right, and) -> new Expression(
                        left.closed() + and + right.closed(),
                        left.meaning().and(right.meaning()),
                        left.terms() + right.terms(),
                        false));
        Arbitrary<Expression> either = Combinators.combine(part, part)
                .as((left, right) -> new Expression(
                        left.closed() + " OR " + right.closed(),
                        left.meaning().or(right.meaning()),
                        left.terms() + right.terms(),
                        false));
        // AND binds more than OR, so a chain needs no parentheses.
        Arbitrary<Expression> chain = Combinators.combine(part, part, part)
                .as((a, b, c) -> new Expression(
                        a.closed() + " OR " + b.closed() + " AND " + c.closed(),
                        a.meaning().or(b.meaning().and(c.meaning())),
                        a.terms() + b.terms() + c.terms(),
                        false));
        return Arbitraries.oneOf(negated, both, either, chain);
    }

    private Arbitrary<Expression> atoms() {
        Arbitrary<Integer> numbers = Arbitraries.integers().between(-4, 13);
        Arbitrary<Expression> range = Combinators.combine(
                        numbers, numbers, Arbitraries.of("[", "{"), Arbitraries.of("]", "}"))
                .as((low, high, opening, closing) -> atom(
                        "attributes.number:" + opening + low + " TO " + high + closing,
                        thing -> (opening.equals("[") ? thing.number() >= low : thing.number() > low)
                                && (closing.equals("]") ? thing.number() <= high : thing.number() < high)));
        Arbitrary<Expression> comparison = Combinators.combine(
                        numbers, Arbitraries.of("<", "<=", ">", ">="), Arbitraries.of("", " "))
                .as((limit, operator, space) ->
                        atom("attributes.number" + space + operator + space + limit, thing -> switch (operator) {
                            case "<" -> thing.number() < limit;
                            case "<=" -> thing.number() <= limit;
                            case ">" -> thing.number() > limit;
                            default -> thing.number() >= limit;
                        }));
        Arbitrary<Expression> word = Combinators.combine(Arbitraries.of(WORDS), Arbitraries.of("%s", "\"%s\""))
                .as((wanted, quotes) -> atom(
                        "thingName:" + String.format(Locale.ROOT, quotes, wanted.toUpperCase(Locale.ROOT)),
                        thing -> thing.word().equals(wanted)));
        Arbitrary<Expression> prefix = Arbitraries.of("a", "ab", "abc", "b-", "n", "x")
                .map(wanted -> atom(
                        "thingName:" + wanted + "*",
                        thing -> thing.word().toLowerCase(Locale.ROOT).startsWith(wanted)));
        Arbitrary<Expression> connected = Arbitraries.of(true, false)
                .map(wanted -> atom("connectivity.connected:" + wanted, thing -> thing.on() == wanted));
        return Arbitraries.oneOf(
                range, comparison, word, prefix, connected, Arbitraries.just(atom("*", thing -> true)));
    }

    private static Expression atom(String text, Predicate<Thing> meaning) {
        return new Expression(text, meaning, 1, true);
    }
}
