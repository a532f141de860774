package io.iotconnectivity.sandbox.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PartiQL update of one item: unlike {@code UpdateItem} it never creates one. Knows attributes at the top level, and parameters, not
 * literals:
 *
 * <pre>
 * statement  := UPDATE name ( SET name '=' '?' ( ',' name '=' '?' )* | REMOVE name ( ',' name )* )+ WHERE comparison ( AND comparison )*
 * comparison := name ( '=' | '<>' | '<' | '<=' | '>' | '>=' ) '?'
 * </pre>
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.update.html">PartiQL update
 *     statements</a>
 */
final class UpdateStatement {
    private static final int MAX_LENGTH = 8192;
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(?:\"([^\"]+)\"|([A-Za-z_][A-Za-z0-9_]*)|(<>|<=|>=|[=<>?,]))");

    private final String text;
    private final JsonNode parameters;
    private final Matcher tokens;
    private final ObjectNode names = Json.object();
    private final ObjectNode values = Json.object();
    private final List<String> sets = new ArrayList<>();
    private final List<String> removes = new ArrayList<>();
    private final List<Comparison> comparisons = new ArrayList<>();
    private String table = "";
    private int at;
    private int used;

    private record Comparison(String attribute, String sign, JsonNode value, String expression) {}

    private UpdateStatement(String text, JsonNode parameters) {
        this.text = text;
        this.parameters = parameters;
        this.tokens = TOKEN.matcher(text);
    }

    /** @throws AwsError if this is no such statement, or has other parameters than it needs */
    static UpdateStatement parse(String text, JsonNode parameters) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            throw AwsError.validation("Statement length must be between 1 and " + MAX_LENGTH);
        }
        UpdateStatement statement = new UpdateStatement(text, parameters);
        statement.parse();
        if (statement.used != parameters.size()) {
            throw AwsError.validation("Number of parameters in request and statement don't match.");
        }
        return statement;
    }

    String table() {
        return table;
    }

    /**
     * The same as a request for {@code UpdateItem}.
     *
     * @param key the names of the table's key attributes
     */
    ObjectNode request(List<String> key) {
        ObjectNode request = Json.object();
        ObjectNode item = request.putObject("Key");
        List<String> conditions = new ArrayList<>();
        Set<String> missing = new HashSet<>(key);
        for (Comparison comparison : comparisons) {
            if (comparison.sign.equals("=") && missing.remove(comparison.attribute)) {
                item.set(comparison.attribute, comparison.value);
            }
            // Of the key as well: no item of that key, no update.
            conditions.add(comparison.expression);
        }
        if (!missing.isEmpty()) {
            throw AwsError.validation("Where clause does not contain a mandatory equality on all key attributes");
        }
        String update = (sets.isEmpty() ? "" : "SET " + String.join(", ", sets))
                + (removes.isEmpty() ? "" : " REMOVE " + String.join(", ", removes));
        request.put("UpdateExpression", update);
        request.put("ConditionExpression", String.join(" AND ", conditions));
        request.set("ExpressionAttributeNames", names);
        request.set("ExpressionAttributeValues", values);
        return request;
    }

    private void parse() {
        expect("UPDATE");
        table = name();
        do {
            if (accept("SET")) {
                do {
                    String attribute = alias();
                    expect("=");
                    sets.add(attribute + " = " + value());
                } while (accept(","));
            } else {
                expect("REMOVE");
                do {
                    removes.add(alias());
                } while (accept(","));
            }
        } while (!accept("WHERE"));
        do {
            comparisons.add(comparison());
        } while (accept("AND"));
        if (!text.substring(at).isBlank()) {
            throw unexpected();
        }
    }

    private Comparison comparison() {
        String alias = alias();
        String sign = token();
        if (!Set.of("=", "<>", "<", "<=", ">", ">=").contains(sign)) {
            throw unexpected();
        }
        String value = value();
        return new Comparison(names.get(alias).asText(), sign, values.get(value), alias + " " + sign + " " + value);
    }

    private String alias() {
        String alias = "#n" + names.size();
        names.put(alias, name());
        return alias;
    }

    private String value() {
        expect("?");
        if (used == parameters.size()) {
            throw AwsError.validation("Number of parameters in request and statement don't match.");
        }
        String alias = ":v" + used;
        values.set(alias, parameters.get(used++));
        return alias;
    }

    private String name() {
        next();
        String name = tokens.group(1) != null ? tokens.group(1) : tokens.group(2);
        if (name == null) {
            throw unexpected();
        }
        return name;
    }

    private String token() {
        next();
        return tokens.group().strip();
    }

    private void next() {
        tokens.region(at, text.length());
        if (!tokens.lookingAt()) {
            throw unexpected();
        }
        at = tokens.end();
    }

    private boolean accept(String token) {
        tokens.region(at, text.length());
        if (tokens.lookingAt()
                && tokens.group().strip().toUpperCase(Locale.ROOT).equals(token)) {
            at = tokens.end();
            return true;
        }
        return false;
    }

    private void expect(String token) {
        if (!accept(token)) {
            throw unexpected();
        }
    }

    private AwsError unexpected() {
        return AwsError.validation("Statement wasn't well formed, can't be processed: unexpected at position " + at);
    }
}
