package io.iotconnectivity.sandbox.aws.index;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A query of fleet indexing. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/query-syntax.html">Query syntax</a>
 */
public sealed interface Query {
    boolean matches(Document thing);

    /** @throws io.iotconnectivity.sandbox.aws.protocol.AwsError {@code InvalidQueryException} saying where and why */
    static Query parse(String text) {
        return new QueryParser(text).parse();
    }

    record And(Query left, Query right) implements Query {
        @Override
        public boolean matches(Document thing) {
            return left.matches(thing) && right.matches(thing);
        }
    }

    record Or(Query left, Query right) implements Query {
        @Override
        public boolean matches(Document thing) {
            return left.matches(thing) || right.matches(thing);
        }
    }

    record Not(Query query) implements Query {
        @Override
        public boolean matches(Document thing) {
            return !query.matches(thing);
        }
    }

    /** The query {@code *}. */
    record Everything() implements Query {
        @Override
        public boolean matches(Document thing) {
            return true;
        }
    }

    /**
     * A word, perhaps with wildcards, that is a whole value or one of its words.
     *
     * @param field absent for any field
     * @param plain the word, where it has no wildcards
     */
    record Term(Optional<String> field, Glob glob, Optional<String> plain) implements Query {
        @Override
        public boolean matches(Document thing) {
            return candidates(thing, field).stream().anyMatch(this::matches);
        }

        private boolean matches(JsonNode value) {
            if (value.isNumber() && plain.isPresent()) {
                return number(plain.get())
                        .filter(wanted -> wanted.compareTo(value.decimalValue()) == 0)
                        .isPresent();
            }
            String text = value.asText();
            return glob.matches(text) || Arrays.stream(wordsOf(text)).anyMatch(glob::matches);
        }
    }

    /** Words that stand together in a value, in this order. */
    record Phrase(Optional<String> field, List<String> words) implements Query {
        Phrase(Optional<String> field, String text) {
            this(field, List.of(wordsOf(text.toLowerCase(Locale.ROOT))));
        }

        @Override
        public boolean matches(Document thing) {
            return candidates(thing, field).stream()
                    .map(value -> List.of(wordsOf(value.asText().toLowerCase(Locale.ROOT))))
                    .anyMatch(value -> Collections.indexOfSubList(value, words) >= 0);
        }
    }

    /**
     * What lies between two bounds: numbers by size, text by the alphabet.
     *
     * @param low  absent where there is none
     * @param high absent where there is none
     */
    record Range(Optional<String> field, Optional<String> low, boolean withLow, Optional<String> high, boolean withHigh)
            implements Query {
        @Override
        public boolean matches(Document thing) {
            return candidates(thing, field).stream().map(JsonNode::asText).anyMatch(this::contains);
        }

        private boolean contains(String value) {
            return low.map(bound -> compare(value, bound)
                                    .filter(order -> withLow ? order >= 0 : order > 0)
                                    .isPresent())
                            .orElse(true)
                    && high.map(bound -> compare(value, bound)
                                    .filter(order -> withHigh ? order <= 0 : order < 0)
                                    .isPresent())
                            .orElse(true);
        }

        /** Empty where one is a number and the other is not. */
        private static Optional<Integer> compare(String value, String bound) {
            Optional<BigDecimal> number = number(value);
            Optional<BigDecimal> limit = number(bound);
            if (number.isPresent() && limit.isPresent()) {
                return Optional.of(number.get().compareTo(limit.get()));
            }
            return number.isPresent() || limit.isPresent()
                    ? Optional.empty()
                    : Optional.of(value.toLowerCase(Locale.ROOT).compareTo(bound.toLowerCase(Locale.ROOT)));
        }
    }

    private static List<JsonNode> candidates(Document thing, Optional<String> field) {
        return field.map(thing::values).orElseGet(thing::values);
    }

    private static String[] wordsOf(String text) {
        return text.strip().split("\\s+");
    }

    private static Optional<BigDecimal> number(String text) {
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
