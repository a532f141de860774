package io.iotconnectivity.sandbox.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What an update changes. All values are read from the item as it was before.
 *
 * @param removes in any order; elements of lists are removed from the back
 */
record Update(List<Assignment> sets, List<Path> removes, List<Change> adds, List<Change> deletes) {
    record Assignment(Path path, Operand value) {}

    record Change(Path path, JsonNode value) {}

    /** @return the changed copy */
    ObjectNode apply(ObjectNode before) {
        ObjectNode after = before.deepCopy();
        List<JsonNode> values =
                sets.stream().map(set -> set.value().required(before)).toList();
        for (int i = 0; i < sets.size(); i++) {
            sets.get(i).path().set(after, values.get(i));
        }
        adds.forEach(add -> add.path()
                .set(
                        after,
                        add.path()
                                .in(before)
                                .map(old -> plus(old, add.value()))
                                .orElseGet(() -> addable(add.value()))));
        deletes.forEach(delete -> delete.path().in(before).ifPresent(old -> {
            Set<String> rest = elements(old, delete.value());
            delete.value().elements().next().forEach(element -> rest.remove(element.textValue()));
            if (rest.isEmpty()) {
                delete.path().remove(after);
            } else {
                delete.path().set(after, set(old, rest));
            }
        }));
        removes.stream().sorted(Update::lastElementFirst).forEach(path -> path.remove(after));
        return after;
    }

    /** The attributes at the top of the item that this update may change. */
    Set<String> attributes() {
        Set<String> attributes = new TreeSet<>();
        paths().forEach(path -> attributes.add(path.attribute()));
        return attributes;
    }

    private Stream<Path> paths() {
        return Stream.of(
                        sets.stream().map(Assignment::path),
                        removes.stream(),
                        adds.stream().map(Change::path),
                        deletes.stream().map(Change::path))
                .flatMap(paths -> paths);
    }

    private static int lastElementFirst(Path a, Path b) {
        Object lastOfA = a.steps().get(a.steps().size() - 1);
        Object lastOfB = b.steps().get(b.steps().size() - 1);
        return lastOfA instanceof Integer indexA && lastOfB instanceof Integer indexB ? indexB.compareTo(indexA) : 0;
    }

    private static JsonNode addable(JsonNode value) {
        if (!value.has("N") && !isSet(value)) {
            throw wrongType();
        }
        return value;
    }

    private static JsonNode plus(JsonNode old, JsonNode change) {
        if (old.has("N") && change.has("N")) {
            BigDecimal sum = Values.toNumber(old).add(Values.toNumber(change));
            return Values.number(sum);
        }
        Set<String> all = elements(old, change);
        Values.content(change).forEach(element -> all.add(element.textValue()));
        return set(old, all);
    }

    private static Set<String> elements(JsonNode old, JsonNode change) {
        if (!isSet(old) || !Values.type(old).equals(Values.type(change))) {
            throw wrongType();
        }
        Set<String> elements = new TreeSet<>();
        Values.content(old).forEach(element -> elements.add(element.textValue()));
        return elements;
    }

    private static JsonNode set(JsonNode like, Set<String> elements) {
        ObjectNode value = Json.object();
        value.set(Values.type(like), Values.setOf(elements));
        return value;
    }

    private static boolean isSet(JsonNode value) {
        return Set.of("SS", "NS", "BS").contains(Values.type(value));
    }

    private static AwsError wrongType() {
        return AwsError.validation("An operand in the update expression has an incorrect data type");
    }

    /** Collects the clauses; each may occur once. */
    static final class Builder {
        private final List<Assignment> sets = new ArrayList<>();
        private final List<Path> removes = new ArrayList<>();
        private final List<Change> adds = new ArrayList<>();
        private final List<Change> deletes = new ArrayList<>();

        /** @return false if there already was such a clause; likewise for the others */
        boolean sets(List<Assignment> more) {
            return once(sets, more);
        }

        boolean removes(List<Path> more) {
            return once(removes, more);
        }

        boolean adds(List<Change> more) {
            return once(adds, more);
        }

        boolean deletes(List<Change> more) {
            return once(deletes, more);
        }

        private static <T> boolean once(List<T> clause, List<T> more) {
            return clause.isEmpty() && clause.addAll(more);
        }

        /** @throws AwsError when two actions are about the same part of the item */
        Update build() {
            Update update = new Update(sets, removes, adds, deletes);
            List<Path> paths = update.paths().toList();
            for (int i = 0; i < paths.size(); i++) {
                for (int k = i + 1; k < paths.size(); k++) {
                    if (paths.get(i).overlaps(paths.get(k))) {
                        throw AwsError.validation(
                                "Invalid UpdateExpression: Two document paths overlap with each other;"
                                        + " must remove or rewrite one of these paths");
                    }
                }
            }
            return update;
        }
    }
}
