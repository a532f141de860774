package io.iotconnectivity.presence;

import io.iotconnectivity.signal.ClientPattern;
import java.util.Map;
import java.util.Optional;

/**
 * Which things belong to a class: those that meet all conditions given.
 *
 * @param type matches the whole name of the thing type
 * @param attribute the name of an attribute
 * @param value matches its whole value; present if {@code attribute} is
 */
public record ThingRule(Optional<ClientPattern> type, Optional<String> attribute, Optional<ClientPattern> value) {

    /**
     * @param typeName of the thing; absent if it has no type
     * @param attributes of the thing in the registry
     */
    public boolean fits(Optional<String> typeName, Map<String, String> attributes) {
        return (type.isEmpty() || typeName.filter(type.get()::matches).isPresent())
                && (attribute.isEmpty()
                        || Optional.ofNullable(attributes.get(attribute.get()))
                                .filter(value.orElseThrow()::matches)
                                .isPresent());
    }
}
