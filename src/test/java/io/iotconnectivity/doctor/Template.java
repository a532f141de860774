package io.iotconnectivity.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * deploy/aws.yaml, with what {@code !Ref}, {@code !Sub} and {@code !GetAtt} come to in region us-east-1 of account 123456789012 with the
 * default parameters. A reference to what is not there fails.
 */
final class Template {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]+)}");
    private static final Map<String, String> PSEUDO =
            Map.of("AWS::Partition", "aws", "AWS::Region", "us-east-1", "AWS::AccountId", "123456789012");

    private final JsonNode raw;

    private Template(JsonNode raw) {
        this.raw = raw;
    }

    static Template read(Path file) {
        try (Reader text = Files.newBufferedReader(file)) {
            LoaderOptions options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            return new Template(convert(new Yaml(options).compose(text)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With functions as CloudFormation's long form has them. */
    JsonNode raw() {
        return raw;
    }

    /** The properties of a resource, with references resolved. */
    JsonNode properties(String resource) {
        return resolved(existing(resource).path("Properties"));
    }

    JsonNode outputs() {
        return resolved(raw.path("Outputs"));
    }

    JsonNode resolved(JsonNode node) {
        if (node instanceof ObjectNode object) {
            if (object.has("Ref")) {
                return JSON.textNode(ref(object.get("Ref").asText()));
            }
            if (object.has("Fn::GetAtt")) {
                String[] parts = object.get("Fn::GetAtt").asText().split("\\.", 2);
                return JSON.textNode(attribute(parts[0], parts[1]));
            }
            if (object.has("Fn::Sub")) {
                return JSON.textNode(substituted(object.get("Fn::Sub").asText()));
            }
            ObjectNode result = JSON.objectNode();
            object.properties().forEach(entry -> result.set(entry.getKey(), resolved(entry.getValue())));
            return result;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode result = JSON.arrayNode();
            array.forEach(item -> result.add(resolved(item)));
            return result;
        }
        return node;
    }

    private String substituted(String text) {
        return VARIABLE.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(
                        match.group(1).contains(".")
                                ? attribute(
                                        match.group(1).split("\\.")[0],
                                        match.group(1).split("\\.")[1])
                                : ref(match.group(1))));
    }

    private String ref(String name) {
        if (PSEUDO.containsKey(name)) {
            return PSEUDO.get(name);
        }
        if (raw.path("Parameters").has(name)) {
            return raw.path("Parameters").path(name).path("Default").asText();
        }
        return switch (existing(name).path("Type").asText()) {
            case "AWS::SQS::Queue" -> "https://sqs.us-east-1.amazonaws.com/123456789012/" + named(name, "QueueName");
            case "AWS::SNS::Topic" -> "arn:aws:sns:us-east-1:123456789012:" + named(name, "TopicName");
            case "AWS::DynamoDB::Table" -> named(name, "TableName");
            default -> name;
        };
    }

    private String attribute(String name, String attribute) {
        String type = existing(name).path("Type").asText();
        return switch (type + " " + attribute) {
            case "AWS::SQS::Queue Arn" -> "arn:aws:sqs:us-east-1:123456789012:" + named(name, "QueueName");
            case "AWS::SQS::Queue QueueName" -> named(name, "QueueName");
            case "AWS::DynamoDB::Table Arn" ->
                "arn:aws:dynamodb:us-east-1:123456789012:table/" + named(name, "TableName");
            case "AWS::IAM::Role Arn" -> "arn:aws:iam::123456789012:role/" + name;
            case "AWS::CloudWatch::Alarm Arn" -> "arn:aws:cloudwatch:us-east-1:123456789012:alarm:" + name;
            default -> throw new AssertionError(type + " has no attribute " + attribute + " that this test knows");
        };
    }

    private String named(String resource, String property) {
        return resolved(existing(resource).path("Properties").path(property)).asText();
    }

    private JsonNode existing(String resource) {
        JsonNode found = raw.path("Resources").path(resource);
        if (found.isMissingNode()) {
            throw new AssertionError("There is no resource or parameter " + resource);
        }
        return found;
    }

    private static JsonNode convert(Node node) {
        Tag tag = node.getTag();
        JsonNode plain = untagged(node);
        if (!tag.getValue().startsWith("!")) {
            return plain;
        }
        String function = tag.getValue().substring(1);
        return JSON.objectNode().set(function.equals("Ref") ? "Ref" : "Fn::" + function, plain);
    }

    private static JsonNode untagged(Node node) {
        if (node instanceof MappingNode mapping) {
            ObjectNode object = JSON.objectNode();
            for (NodeTuple entry : mapping.getValue()) {
                object.set(((ScalarNode) entry.getKeyNode()).getValue(), convert(entry.getValueNode()));
            }
            return object;
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JSON.arrayNode();
            sequence.getValue().forEach(item -> array.add(convert(item)));
            return array;
        }
        String text = ((ScalarNode) node).getValue();
        return node.getTag().equals(Tag.BOOL)
                ? JSON.booleanNode(Boolean.parseBoolean(text))
                : node.getTag().equals(Tag.INT) ? JSON.numberNode(Long.parseLong(text)) : JSON.textNode(text);
    }

    /** Reads JSON that stands as text in the template. */
    static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
