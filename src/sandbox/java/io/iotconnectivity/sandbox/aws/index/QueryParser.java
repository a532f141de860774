package io.iotconnectivity.sandbox.aws.index;

import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads a query by recursive descent: OR binds less than AND, which may be left out, and AND less than NOT and its short form, the hyphen.
 * What AWS's page calls unsupported is refused, and so is a query above AWS's quotas.
 */
final class QueryParser {
    private static final int MAX_BYTES = 1000;
    private static final int MAX_TERMS = 12;
    private static final int MAX_LEADING_WILDCARDS = 1;
    private static final int MAX_LENGTH_WITH_LEADING_WILDCARD = 100;

    private final QueryScanner scanner;
    private final int length;
    private int terms;
    private int leadingWildcards;

    QueryParser(String text) {
        this.scanner = new QueryScanner(text);
        this.length = text.length();
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new AwsError(400, "InvalidQueryException", "The query is longer than " + MAX_BYTES + " bytes");
        }
    }

    Query parse() {
        Query query = or(Optional.empty());
        if (!scanner.atEnd()) {
            throw scanner.unexpected("the end of the query");
        }
        if (leadingWildcards > MAX_LEADING_WILDCARDS) {
            throw scanner.invalid("only one term may begin with a wildcard");
        }
        if (leadingWildcards > 0 && length > MAX_LENGTH_WITH_LEADING_WILDCARD) {
            throw scanner.invalid("a query with a leading wildcard may have " + MAX_LENGTH_WITH_LEADING_WILDCARD
                    + " characters at most");
        }
        return query;
    }

    private Query or(Optional<String> field) {
        Query query = and(field);
        while (scanner.takeKeyword("OR")) {
            query = new Query.Or(query, and(field));
        }
        return query;
    }

    private Query and(Optional<String> field) {
        Query query = not(field);
        while (!scanner.atEnd() && !scanner.at(')') && !scanner.atKeyword("OR")) {
            scanner.takeKeyword("AND");
            query = new Query.And(query, not(field));
        }
        return query;
    }

    private Query not(Optional<String> field) {
        return scanner.takeKeyword("NOT") || scanner.take('-') ? new Query.Not(not(field)) : primary(field);
    }

    private Query primary(Optional<String> field) {
        if (scanner.at('(') || scanner.at('"') || scanner.at('[') || scanner.at('{')) {
            return value(field);
        }
        Word word = scanner.word();
        if (field.isEmpty() && scanner.take(':')) {
            return value(Optional.of(fieldName(word)));
        }
        Optional<String> comparison = scanner.takeComparison();
        if (field.isEmpty() && comparison.isPresent()) {
            return comparison(fieldName(word), comparison.get());
        }
        if (comparison.isPresent() || scanner.at(':')) {
            throw scanner.invalid("a field cannot stand within a field");
        }
        return term(field, word);
    }

    private Query value(Optional<String> field) {
        if (scanner.take('(')) {
            Query group = or(field);
            scanner.require(')');
            return group;
        }
        if (scanner.at('[') || scanner.at('{')) {
            if (field.isEmpty()) {
                throw scanner.invalid("a range needs a field");
            }
            return range(field);
        }
        if (scanner.at('"')) {
            countTerm();
            return new Query.Phrase(field, scanner.quoted());
        }
        return term(field, scanner.word());
    }

    private Query term(Optional<String> field, Word word) {
        countTerm();
        if (word.isKeyword()) {
            throw scanner.unexpected("a term");
        }
        if (word.isStar() && field.isEmpty()) {
            return new Query.Everything();
        }
        if (word.beginsWithWildcard() && !word.isStar()) {
            leadingWildcards++;
        }
        return new Query.Term(field, word.glob(), word.plain());
    }

    private Query range(Optional<String> field) {
        countTerm();
        boolean withLow = scanner.take('[') || !scanner.take('{');
        Optional<String> low = bound();
        if (!scanner.takeKeyword("TO")) {
            throw scanner.unexpected("TO");
        }
        Optional<String> high = bound();
        boolean withHigh = scanner.take(']');
        if (!withHigh) {
            scanner.require('}');
        }
        return new Query.Range(field, low, withLow, high, withHigh);
    }

    private Query comparison(String name, String operator) {
        countTerm();
        Optional<String> field = Optional.of(name);
        Optional<String> bound = bound();
        if (bound.isEmpty()) {
            throw scanner.invalid("a comparison needs a value");
        }
        boolean with = operator.endsWith("=");
        return operator.startsWith(">")
                ? new Query.Range(field, bound, with, Optional.empty(), false)
                : new Query.Range(field, Optional.empty(), false, bound, with);
    }

    /** Empty for {@code *}, which is no bound. */
    private Optional<String> bound() {
        if (scanner.at('"')) {
            return Optional.of(scanner.quoted());
        }
        Word word = scanner.word();
        if (word.isStar()) {
            return Optional.empty();
        }
        return Optional.of(word.plain().orElseThrow(() -> scanner.invalid("a bound cannot have wildcards")));
    }

    private String fieldName(Word word) {
        return word.plain().orElseThrow(() -> scanner.invalid("the name of a field cannot have wildcards"));
    }

    private void countTerm() {
        if (++terms > MAX_TERMS) {
            throw scanner.invalid("a query can have " + MAX_TERMS + " terms at most");
        }
    }
}
