package io.iotconnectivity.webhook.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.PathOutput;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.internal.operators.BinaryOperator;
import net.thisptr.jackson.jq.internal.tree.StringInterpolation;
import net.thisptr.jackson.jq.path.ArrayIndexPath;
import net.thisptr.jackson.jq.path.Path;

/**
 * Makes every expression of a program check its {@link Budget}: between two functions a program can double a text forty
 * times. The library has no hook for that and keeps its tree private, so the tree is changed in place, once per
 * program. Where a Java version does not allow that, the program is refused rather than run unbounded.
 */
final class Metering {
    private static final String LIBRARY = "net.thisptr.jackson.jq.";
    private static final String TREE = LIBRARY + "internal.tree.";
    private static final Set<String> HOLDERS = Set.of(
            LIBRARY + "JsonQuery",
            LIBRARY + "internal.IsolatedScopeQuery",
            LIBRARY + "internal.JsonQueryFunction",
            LIBRARY + "internal.misc.Pair");

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private Metering() {}

    /**
     * @param holder a program or a function; anything else is left alone
     * @throws Forbidden if this Java version does not allow the tree to be changed
     */
    static void meter(Object holder) {
        new Metering().inside(holder, false);
    }

    private void inside(Object holder, boolean inText) {
        if (!isHolder(holder) || !seen.add(holder)) {
            return;
        }
        boolean makesText = inText || holder instanceof StringInterpolation;
        for (Class<?> type = holder.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    inside(holder, field, makesText);
                }
            }
        }
    }

    private void inside(Object holder, Field field, boolean inText) {
        try {
            field.setAccessible(true);
            Object before = field.get(holder);
            Object after = metered(before, inText);
            if (after != before && field.getType().isInstance(after)) {
                field.set(holder, after);
            }
        } catch (IllegalAccessException | RuntimeException e) {
            throw new Forbidden(e);
        }
    }

    private Object metered(Object value, boolean inText) {
        if (value instanceof Metered || value instanceof MeteredOperator) {
            return value;
        }
        if (value instanceof BinaryOperator operator) {
            return new MeteredOperator(operator);
        }
        if (value instanceof List<?> list) {
            List<Object> all = new ArrayList<>(list.size());
            list.forEach(one -> all.add(metered(one, inText)));
            return all;
        }
        inside(value, inText && !(value instanceof Expression));
        return value instanceof Expression expression && isHolder(value) ? new Metered(expression, inText) : value;
    }

    /** This Java version does not allow the tree to be changed. */
    static final class Forbidden extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Forbidden(Exception why) {
            super(
                    "this Java version does not allow the memory of payload files to be bounded; use Java 17 to 25, or start the product"
                            + " with --enable-final-field-mutation=ALL-UNNAMED (" + why.getMessage() + ")",
                    why);
        }
    }

    private static boolean isHolder(Object value) {
        if (value == null || value.getClass().isEnum()) {
            return false;
        }
        String name = value.getClass().getName();
        return name.startsWith(TREE) || HOLDERS.contains(name);
    }

    /**
     * @param inText whether its result becomes part of a text
     */
    private record Metered(Expression metered, boolean inText) implements Expression {
        @Override
        public void apply(Scope scope, JsonNode in, Path path, PathOutput output, boolean requirePath)
                throws JsonQueryException {
            Budget budget = Budget.ofThisThread();
            if (budget == null) {
                metered.apply(scope, in, path, output, requirePath);
                return;
            }
            budget.look();
            metered.apply(
                    scope,
                    in,
                    path,
                    (value, at) -> {
                        if (inText) {
                            budget.reserve(Budget.weight(value));
                        }
                        if (at instanceof ArrayIndexPath) {
                            checkIndex(at);
                        }
                        budget.look();
                        output.emit(value, at);
                    },
                    requirePath);
        }

        private static void checkIndex(Path at) throws JsonQueryException {
            ArrayNode steps = JsonNodeFactory.instance.arrayNode();
            at.toJsonNode(steps);
            Budget.checkIndex(steps.get(steps.size() - 1));
        }

        @Override
        public String toString() {
            return metered.toString();
        }
    }

    private record MeteredOperator(BinaryOperator metered) implements BinaryOperator {
        @Override
        public JsonNode apply(ObjectMapper mapper, JsonNode left, JsonNode right) throws JsonQueryException {
            Budget budget = Budget.ofThisThread();
            if (budget != null) {
                Budget.checkText(
                        left.isTextual() && right.isTextual()
                                ? (long) left.textValue().length()
                                        + right.textValue().length()
                                : 0);
                budget.reserve(made(left, right));
            }
            return metered.apply(mapper, left, right);
        }

        /** The approximate size of the result, in bytes. */
        private static long made(JsonNode left, JsonNode right) {
            if (left.isTextual() && right.isNumber()) {
                // Even for an empty result: the library appends it as often.
                Budget.checkText((long) right.asDouble());
                return (long) (2.0 * left.textValue().length() * Math.max(1, right.asDouble()));
            }
            if (left.isNumber() && right.isTextual()) {
                return made(right, left);
            }
            return size(left) + size(right);
        }

        private static long size(JsonNode value) {
            return value.isTextual() ? 2L * value.textValue().length() : 32L * value.size();
        }

        @Override
        public String image() {
            return metered.image();
        }
    }
}
