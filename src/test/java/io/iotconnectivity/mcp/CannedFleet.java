package io.iotconnectivity.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers everything with one response, and remembers what it was asked. */
final class CannedFleet implements FleetApi {
    static final JsonMapper JSON = new JsonMapper();

    final List<String> asked = new CopyOnWriteArrayList<>();
    JsonNode answer = JSON.createObjectNode();
    Optional<String> refusal = Optional.empty();
    /** How many items a list has, each of about 1,000 characters; 0 for {@link #answer}. */
    int items;

    @Override
    public JsonNode get(List<String> path, Map<String, String> query) throws Refused {
        asked.add(path + " " + new TreeMap<>(query));
        check();
        return items == 0 ? answer : page(Integer.parseInt(query.get("limit")));
    }

    @Override
    public JsonNode post(List<String> path, Map<String, String> body) throws Refused {
        asked.add("POST " + path + " " + new TreeMap<>(body));
        check();
        return answer;
    }

    private void check() throws Refused {
        if (refusal.isPresent()) {
            throw new Refused(refusal.get(), null);
        }
    }

    private ObjectNode page(int limit) {
        ObjectNode page = JSON.createObjectNode();
        ArrayNode list = page.putArray("items");
        for (int i = 0; i < Math.min(limit, items); i++) {
            list.add("x".repeat(1_000));
        }
        return page.put("total", items).put("next", "after-" + limit);
    }
}
