package io.iotconnectivity.doctor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Builds an AWS policy. Statements without any action are left out. */
final class PolicyDocument {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode document = JSON.createObjectNode().put("Version", "2012-10-17");
    private final ArrayNode statements = document.putArray("Statement");

    PolicyDocument allow(String sid, List<String> actions, List<String> resources) {
        add(sid, actions, resources);
        return this;
    }

    /**
     * @param operator of the condition, such as {@code StringEquals}
     */
    PolicyDocument allow(
            String sid, List<String> actions, List<String> resources, String operator, String key, String value) {
        ObjectNode statement = add(sid, actions, resources);
        statement.putObject("Condition").putObject(operator).put(key, value);
        return this;
    }

    private ObjectNode add(String sid, List<String> actions, List<String> resources) {
        ObjectNode statement = JSON.createObjectNode();
        if (!sid.isEmpty()) {
            statement.put("Sid", sid);
        }
        statement.put("Effect", "Allow");
        actions.forEach(statement.putArray("Action")::add);
        resources.forEach(statement.putArray("Resource")::add);
        if (!actions.isEmpty() && !resources.isEmpty()) {
            statements.add(statement);
        }
        return statement;
    }

    boolean isEmpty() {
        return statements.isEmpty();
    }

    String json() {
        return document.toPrettyString();
    }
}
