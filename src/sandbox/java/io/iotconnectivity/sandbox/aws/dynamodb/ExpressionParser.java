package io.iotconnectivity.sandbox.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.sandbox.aws.dynamodb.Token.Kind;
import io.iotconnectivity.sandbox.aws.dynamodb.Token.SyntaxError;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads condition, filter, key, projection and update expressions by recursive descent.
 *
 * <pre>
 * condition  := and ( OR and )*
 * and        := not ( AND not )*
 * not        := NOT not | '(' condition ')' | function | operand comparison
 * comparison := comparator operand | BETWEEN operand AND operand | IN '(' operand ( ',' operand )* ')'
 * operand    := path | :value | size '(' path ')'
 * path       := name ( '.' name | '[' index ']' )*
 * update     := ( SET action ( ',' action )* | REMOVE … | ADD … | DELETE … )+
 * </pre>
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html">Expressions</a>
 */
final class ExpressionParser {
    private static final Set<String> CONDITION_FUNCTIONS =
            Set.of("attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains");
    /** AWS allows 4 KB of expression and 300 operators; this keeps the recursion within any stack. */
    private static final int MAX_LENGTH = 4096;

    private static final int MAX_NESTING = 100;

    private final List<Token> tokens;
    private final Placeholders placeholders;
    private int at;
    private int nesting;

    private ExpressionParser(String expression, Placeholders placeholders) {
        this.tokens = Token.split(expression);
        this.placeholders = placeholders;
    }

    /** @param parameter the name of the request's member, for the messages */
    static Condition condition(String parameter, String expression, Placeholders placeholders) {
        return parse(parameter, expression, placeholders, ExpressionParser::condition);
    }

    static Update update(String expression, Placeholders placeholders) {
        return parse("UpdateExpression", expression, placeholders, ExpressionParser::update);
    }

    static List<Path> projection(String expression, Placeholders placeholders) {
        return parse("ProjectionExpression", expression, placeholders, parser -> parser.list(parser::path));
    }

    private static <T> T parse(
            String parameter, String expression, Placeholders placeholders, Function<ExpressionParser, T> rule) {
        if (expression.isBlank()) {
            throw AwsError.validation("Invalid " + parameter + ": The expression can not be empty;");
        }
        if (expression.length() > MAX_LENGTH) {
            throw AwsError.validation("Invalid " + parameter
                    + ": Expression size has exceeded the maximum allowed size; expression size: "
                    + expression.length());
        }
        try {
            ExpressionParser parser = new ExpressionParser(expression, placeholders);
            T result = rule.apply(parser);
            if (parser.peek().kind() != Kind.END) {
                throw SyntaxError.at(parser.peek());
            }
            return result;
        } catch (SyntaxError e) {
            throw AwsError.validation("Invalid " + parameter + ": " + e.getMessage());
        }
    }

    private Condition condition() {
        List<Condition> any = new ArrayList<>(List.of(and()));
        while (acceptKeyword("OR")) {
            any.add(and());
        }
        return any.size() == 1 ? any.get(0) : new Condition.Or(any);
    }

    private Condition and() {
        List<Condition> all = new ArrayList<>(List.of(not()));
        while (acceptKeyword("AND")) {
            all.add(not());
        }
        return all.size() == 1 ? all.get(0) : new Condition.And(all);
    }

    private Condition not() {
        if (++nesting > MAX_NESTING) {
            throw SyntaxError.because("The expression is nested too deeply");
        }
        Condition result;
        if (acceptKeyword("NOT")) {
            result = new Condition.Not(not());
        } else if (accept("(")) {
            result = condition();
            expect(")");
        } else if (isFunction(CONDITION_FUNCTIONS)) {
            result = function(next().text());
        } else {
            result = comparison(operand());
        }
        nesting--;
        return result;
    }

    private Condition function(String name) {
        expect("(");
        Condition result =
                switch (name) {
                    case "attribute_exists" -> new Condition.Exists(path());
                    case "attribute_not_exists" -> new Condition.Not(new Condition.Exists(path()));
                    case "attribute_type" -> {
                        Path path = path();
                        expect(",");
                        yield new Condition.HasType(path, value().path("S").asText());
                    }
                    case "begins_with" -> new Condition.BeginsWith(operand(), second());
                    default -> new Condition.Contains(operand(), second());
                };
        expect(")");
        return result;
    }

    private Operand second() {
        expect(",");
        return operand();
    }

    private Condition comparison(Operand left) {
        if (acceptKeyword("BETWEEN")) {
            Operand low = operand();
            if (!acceptKeyword("AND")) {
                throw SyntaxError.at(peek());
            }
            return new Condition.Between(left, low, operand());
        }
        if (acceptKeyword("IN")) {
            expect("(");
            List<Operand> candidates = list(this::operand);
            expect(")");
            return new Condition.In(left, candidates);
        }
        Condition.Comparator comparator = Condition.Comparator.of(peek()).orElseThrow(() -> SyntaxError.at(peek()));
        next();
        return new Condition.Comparison(left, comparator, operand());
    }

    private Operand operand() {
        if (peek().kind() == Kind.VALUE_PLACEHOLDER) {
            return new Operand.Literal(value());
        }
        if (isFunction(Set.of("size"))) {
            next();
            expect("(");
            Path path = path();
            expect(")");
            return new Operand.Size(path);
        }
        return new Operand.Attribute(path());
    }

    private Update update() {
        Update.Builder update = new Update.Builder();
        do {
            Token clause = next();
            boolean fresh =
                    switch (clause.kind() == Kind.WORD ? clause.text().toUpperCase(Locale.ROOT) : "") {
                        case "SET" -> update.sets(list(this::assignment));
                        case "REMOVE" -> update.removes(list(this::path));
                        case "ADD" -> update.adds(list(this::pathAndValue));
                        case "DELETE" -> update.deletes(list(this::pathAndValue));
                        default -> throw SyntaxError.at(clause);
                    };
            if (!fresh) {
                throw AwsError.validation("Invalid UpdateExpression: The \"" + clause.text()
                        + "\" section can only be used once in an update expression;");
            }
        } while (peek().kind() != Kind.END);
        return update.build();
    }

    private Update.Assignment assignment() {
        Path path = path();
        expect("=");
        Operand left = setOperand();
        if (accept("+")) {
            return new Update.Assignment(path, new Operand.Sum(left, 1, setOperand()));
        }
        if (accept("-")) {
            return new Update.Assignment(path, new Operand.Sum(left, -1, setOperand()));
        }
        return new Update.Assignment(path, left);
    }

    private Operand setOperand() {
        if (peek().kind() == Kind.VALUE_PLACEHOLDER) {
            return new Operand.Literal(value());
        }
        if (!isFunction(Set.of("if_not_exists", "list_append"))) {
            return new Operand.Attribute(path());
        }
        String function = next().text();
        expect("(");
        Operand result;
        if (function.equals("if_not_exists")) {
            Path path = path();
            expect(",");
            result = new Operand.IfNotExists(path, setOperand());
        } else {
            Operand first = setOperand();
            expect(",");
            result = new Operand.ListAppend(first, setOperand());
        }
        expect(")");
        return result;
    }

    private Update.Change pathAndValue() {
        return new Update.Change(path(), value());
    }

    private Path path() {
        List<Object> steps = new ArrayList<>(List.of(name()));
        while (true) {
            if (accept(".")) {
                steps.add(name());
            } else if (accept("[")) {
                steps.add(index());
                expect("]");
            } else {
                return new Path(steps);
            }
        }
    }

    private String name() {
        Token token = next();
        if (token.kind() == Kind.NAME_PLACEHOLDER) {
            return placeholders.name(token.text());
        }
        if (token.kind() != Kind.WORD) {
            throw SyntaxError.at(token);
        }
        if (ReservedWords.contains(token.text())) {
            throw SyntaxError.because("Attribute name is a reserved keyword; reserved keyword: " + token.text());
        }
        return token.text();
    }

    private Integer index() {
        Token token = next();
        if (token.kind() != Kind.INDEX || token.text().length() > 6) {
            throw SyntaxError.at(token);
        }
        return Integer.valueOf(token.text());
    }

    private JsonNode value() {
        Token token = next();
        if (token.kind() != Kind.VALUE_PLACEHOLDER) {
            throw SyntaxError.at(token);
        }
        return placeholders.value(token.text());
    }

    private <T> List<T> list(Supplier<T> rule) {
        List<T> entries = new ArrayList<>(List.of(rule.get()));
        while (accept(",")) {
            entries.add(rule.get());
        }
        return entries;
    }

    private boolean isFunction(Set<String> names) {
        return peek().kind() == Kind.WORD
                && names.contains(peek().text())
                && tokens.get(at + 1).is("(");
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        Token token = tokens.get(at);
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    private boolean accept(String sign) {
        if (peek().is(sign)) {
            at++;
            return true;
        }
        return false;
    }

    private boolean acceptKeyword(String word) {
        if (peek().isKeyword(word)) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(String sign) {
        if (!accept(sign)) {
            throw SyntaxError.at(peek());
        }
    }
}
