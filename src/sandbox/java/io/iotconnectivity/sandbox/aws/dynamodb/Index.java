package io.iotconnectivity.sandbox.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The items of a table in the order of one key: the table's own, or that of a secondary index, which leaves out items without its
 * attributes. Not thread-safe; guarded by the table.
 */
final class Index {
    private final KeySchema schema;
    private final KeySchema primary;
    private final Optional<Set<String>> projected;
    private final NavigableMap<Key, ObjectNode> items = new TreeMap<>();

    /** @param projected the attributes beside all keys that readers get; empty for all */
    Index(KeySchema schema, KeySchema primary, Optional<Set<String>> projected) {
        this.schema = schema;
        this.primary = primary;
        this.projected = projected;
    }

    KeySchema schema() {
        return schema;
    }

    int size() {
        return items.size();
    }

    Collection<ObjectNode> items() {
        return items.values();
    }

    Optional<ObjectNode> find(ObjectNode keyAttributes) {
        return keyOf(keyAttributes).map(items::get);
    }

    void add(ObjectNode item) {
        keyOf(item).ifPresent(key -> items.put(key, item));
    }

    void remove(ObjectNode item) {
        keyOf(item).ifPresent(items::remove);
    }

    /** All items of one partition, or of all, in the order asked for, after the item with the starting key. */
    Collection<ObjectNode> walk(Optional<JsonNode> partition, boolean forward, Optional<ObjectNode> startKey) {
        NavigableMap<Key, ObjectNode> range = items;
        if (partition.isPresent()) {
            Key prefix = Key.of(List.of(partition.get()));
            range = range.subMap(prefix, true, prefix.end(), true);
        }
        if (!forward) {
            range = range.descendingMap();
        }
        if (startKey.isPresent()) {
            Key start = keyOf(startKey.get())
                    .orElseThrow(() -> AwsError.validation("The provided starting key is invalid"));
            try {
                range = range.tailMap(start, false);
            } catch (IllegalArgumentException outside) {
                throw AwsError.validation(
                        "The provided starting key is outside query boundaries based on provided conditions");
            }
        }
        return range.values();
    }

    /** The key with which reading can go on after an item. */
    ObjectNode startKeyAfter(ObjectNode item) {
        ObjectNode key = Json.object();
        keyNames().forEach(name -> key.set(name, item.get(name)));
        return key;
    }

    /** The attributes of an item that readers of this index receive. */
    ObjectNode view(ObjectNode item) {
        return projected
                .map(attributes -> {
                    Set<String> visible = new TreeSet<>(attributes);
                    visible.addAll(keyNames());
                    ObjectNode view = item.deepCopy();
                    view.retain(visible);
                    return view;
                })
                .orElse(item);
    }

    private Set<String> keyNames() {
        Set<String> names = new TreeSet<>();
        schema.attributes().forEach(attribute -> names.add(attribute.name()));
        primary.attributes().forEach(attribute -> names.add(attribute.name()));
        return names;
    }

    private Optional<Key> keyOf(ObjectNode item) {
        return schema.valuesIn(item).flatMap(own -> {
            if (schema == primary) {
                return Optional.of(Key.of(own));
            }
            return primary.valuesIn(item).map(unique -> {
                List<JsonNode> all = new ArrayList<>(own);
                all.addAll(unique);
                return Key.of(all);
            });
        });
    }
}
