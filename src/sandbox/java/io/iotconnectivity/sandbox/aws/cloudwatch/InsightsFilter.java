package io.iotconnectivity.sandbox.aws.cloudwatch;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The condition of a {@code filter} command.
 *
 * <pre>
 * or      := and ( 'or' and )*
 * and     := term ( 'and' term )*
 * term    := 'not' term | '(' or ')' | 'ispresent' '(' field ')' | field test
 * test    := ( '=' | '!=' | '&lt;' | '&lt;=' | '&gt;' | '&gt;=' ) ( text | number )
 *          | 'not'? 'in' '[' literal ( ',' literal )* ']' | 'not'? ( 'like' | '=~' ) ( text | /regex/ )
 * </pre>
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Filter.html">filter</a>
 */
final class InsightsFilter {
    private final InsightsTokens tokens;

    private InsightsFilter(InsightsTokens tokens) {
        this.tokens = tokens;
    }

    /** @throws io.iotconnectivity.sandbox.aws.protocol.AwsError {@code MalformedQueryException} */
    static Predicate<InsightsRow> read(InsightsTokens tokens) {
        return new InsightsFilter(tokens).or();
    }

    private Predicate<InsightsRow> or() {
        List<Predicate<InsightsRow>> any = new ArrayList<>(List.of(and()));
        while (tokens.accept("or")) {
            any.add(and());
        }
        return row -> any.stream().anyMatch(condition -> condition.test(row));
    }

    private Predicate<InsightsRow> and() {
        List<Predicate<InsightsRow>> all = new ArrayList<>(List.of(term()));
        while (tokens.accept("and")) {
            all.add(term());
        }
        return row -> all.stream().allMatch(condition -> condition.test(row));
    }

    private Predicate<InsightsRow> term() {
        if (tokens.accept("not")) {
            return term().negate();
        }
        if (tokens.accept("(")) {
            Predicate<InsightsRow> inner = or();
            tokens.expect(")");
            return inner;
        }
        if (tokens.accept("ispresent")) {
            tokens.expect("(");
            String field = tokens.name();
            tokens.expect(")");
            return row -> row.value(field).isPresent();
        }
        return test(tokens.name());
    }

    private Predicate<InsightsRow> test(String field) {
        if (tokens.accept("not")) {
            return tokens.accept("in") ? in(field).negate() : like(field).negate();
        }
        if (tokens.accept("in")) {
            return in(field);
        }
        if (tokens.accept("=")) {
            return compared(field, order -> order == 0);
        }
        if (tokens.accept("!=")) {
            return compared(field, order -> order == 0).negate();
        }
        if (tokens.accept("<=")) {
            return compared(field, order -> order <= 0);
        }
        if (tokens.accept(">=")) {
            return compared(field, order -> order >= 0);
        }
        if (tokens.accept("<")) {
            return compared(field, order -> order < 0);
        }
        if (tokens.accept(">")) {
            return compared(field, order -> order > 0);
        }
        return like(field);
    }

    private Predicate<InsightsRow> in(String field) {
        Set<String> values = new HashSet<>();
        tokens.expect("[");
        do {
            values.add(tokens.literal());
        } while (tokens.accept(","));
        tokens.expect("]");
        return row -> row.value(field).filter(values::contains).isPresent();
    }

    private Predicate<InsightsRow> like(String field) {
        if (!tokens.accept("=~")) {
            tokens.expect("like");
        }
        Pattern pattern = tokens.pattern();
        return row ->
                row.value(field).filter(value -> pattern.matcher(value).find()).isPresent();
    }

    /** Compares as text with a quoted literal, and as numbers with a number. */
    private Predicate<InsightsRow> compared(String field, IntPredicate wanted) {
        Optional<String> text = tokens.acceptText();
        if (text.isPresent()) {
            return row -> row.value(field)
                    .filter(value -> wanted.test(value.compareTo(text.get())))
                    .isPresent();
        }
        BigDecimal number = number(tokens.literal()).orElseThrow(tokens::unexpected);
        return row -> row.value(field)
                .flatMap(InsightsFilter::number)
                .filter(value -> wanted.test(value.compareTo(number)))
                .isPresent();
    }

    static Optional<BigDecimal> number(String text) {
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
