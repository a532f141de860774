package io.iotconnectivity.sandbox.aws.iot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.index.Document;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.time.Instant;
import java.util.Optional;

/** What the index knows about a thing, from everything that it indexes. */
record ThingView(Indexing indexing, Connections connections, Shadows shadows) {
    /** The form that is searched. */
    Document document(Things.Thing thing) {
        Document document = new Document()
                .put("thingName", thing.name())
                .put("thingId", thing.id())
                .put("registry.version", 1)
                .putTree("attributes", thing.attributes());
        thing.type().ifPresent(type -> document.put("thingTypeName", type));
        thing.groups().forEach(group -> document.put("thingGroupNames", group));
        if (indexing.hasConnectivity()) {
            document.putTree("connectivity", searchable(connections.find(thing.name())));
        }
        shadow(thing).ifPresent(shadow -> document.putTree("shadow", shadow));
        return document;
    }

    /** The form in which SearchIndex returns it. */
    ObjectNode describe(Things.Thing thing) {
        ObjectNode shown = Json.object().put("thingName", thing.name()).put("thingId", thing.id());
        thing.type().ifPresent(type -> shown.put("thingTypeName", type));
        ArrayNode groups = shown.putArray("thingGroupNames");
        thing.groups().forEach(groups::add);
        shown.set("attributes", thing.attributes());
        shadow(thing).ifPresent(shadow -> shown.put("shadow", Json.text(shadow)));
        if (indexing.hasConnectivity()) {
            Optional<Connection> connection = connections.find(thing.name());
            ObjectNode connectivity = basics(connection);
            connection.ifPresent(known -> {
                connectivity.put("timestamp", known.changedAt().toEpochMilli());
                connectivity.setAll(known.agreed());
            });
            shown.set("connectivity", connectivity);
        }
        return shown;
    }

    /** The form in which GetThingConnectivityData returns it: its time is a date, unlike that of the index. */
    JsonNode connectivity(Things.Thing thing, boolean withSocket) {
        Optional<Connection> connection = connections.find(thing.name());
        ObjectNode shown = basics(connection).put("thingName", thing.name());
        connection.ifPresent(known -> {
            shown.putPOJO("timestamp", known.changedAt());
            shown.setAll(known.agreed());
            if (withSocket) {
                known.putSocket(shown);
            }
        });
        return shown;
    }

    private static ObjectNode basics(Optional<Connection> connection) {
        ObjectNode shown = Json.object()
                .put("connected", connection.filter(Connection::isOpen).isPresent());
        connection.flatMap(Connection::disconnectReason).ifPresent(reason -> shown.put("disconnectReason", reason));
        return shown;
    }

    private static ObjectNode searchable(Optional<Connection> connection) {
        ObjectNode fields = basics(connection);
        connection.map(Connection::changedAt).map(Instant::toEpochMilli).ifPresent(at -> fields.put("timestamp", at));
        connection.ifPresent(known -> {
            fields.setAll(known.agreed());
            known.version().ifPresent(version -> fields.put("version", version));
        });
        return fields;
    }

    private Optional<JsonNode> shadow(Things.Thing thing) {
        return indexing.hasShadows() ? shadows.shadow(thing.name()).map(ThingView::indexed) : Optional.empty();
    }

    /** In the index, the sections of a shadow are top-level fields. */
    private static JsonNode indexed(JsonNode document) {
        ObjectNode shadow = Json.object();
        shadow.setAll((ObjectNode) document.path("state"));
        shadow.put("hasDelta", shadow.has("delta"));
        return shadow.put("version", document.path("version").asLong());
    }
}
