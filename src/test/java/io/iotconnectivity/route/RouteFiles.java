package io.iotconnectivity.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.apache.camel.tooling.model.ComponentModel;

/**
 * Checks a folder of routes without starting them: against the schema of the YAML DSL, the endpoints against Camel's
 * catalogue, and all of it against the rules of this project.
 */
final class RouteFiles {
    private static final String SUFFIX = ".camel.yaml";
    private static final int MAX_LINES = 60;
    private static final Set<String> GROUPS = Set.of("source", "accept", "sink", "enrich");
    private static final Set<String> SHORT_FORMS = Set.of("from", "to", "toD", "wireTap", "poll");
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonSchema DSL = dslSchema();
    private static final CamelCatalog CATALOG = new DefaultCamelCatalog();

    private final List<String> problems = new ArrayList<>();

    /** Where each id of a route or a step was first seen: Camel holds them in one namespace. */
    private final Map<String, String> ids = new HashMap<>();

    private RouteFiles() {}

    /** What is wrong with the routes of a folder, one sentence each; an empty folder is wrong, too. */
    static List<String> problems(Path folder) {
        RouteFiles check = new RouteFiles();
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> files = entries.filter(f -> f.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                check.problems.add("there is no *" + SUFFIX + " in " + folder);
            }
            for (Path file : files) {
                check.checkFile(file.getFileName().toString(), Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return check.problems;
    }

    private void checkFile(String file, String text) {
        long lines = text.lines().count();
        if (lines > MAX_LINES) {
            report(file, "has " + lines + " lines, more than " + MAX_LINES);
        }
        JsonNode content;
        try {
            content = YAML.readTree(text);
        } catch (JsonProcessingException e) {
            report(file, "is not YAML: " + e.getOriginalMessage());
            return;
        }
        DSL.validate(content).forEach(message -> report(file, message.toString()));
        for (JsonNode item : content) {
            if (item.has("route")) {
                checkRoute(file, item.get("route"));
            } else if (item.has("routeTemplate")) {
                checkTemplate(file, item.get("routeTemplate"));
            }
        }
        forEachField(content, (name, value) -> {
            if (name.equals("steps")) {
                checkSteps(file, value);
            }
            if (value.isTextual() && SHORT_FORMS.contains(name)) {
                checkEndpoint(file, value.asText(), Map.of());
            } else if (value.path("uri").isTextual()) {
                checkEndpoint(file, value.get("uri").asText(), parameters(value));
            }
        });
    }

    private void checkRoute(String file, JsonNode route) {
        String id = route.path("id").asText();
        String group = route.path("group").asText();
        if (id.isEmpty()) {
            report(file, "a route has no id");
        } else {
            checkUnique(file, id);
        }
        if (route.path("description").asText().isBlank()) {
            report(file, "route " + id + " has no description");
        }
        if (!GROUPS.contains(group)) {
            report(
                    file,
                    "route " + id + " has the group '" + group + "', which is none of source, accept, sink and enrich");
        }
        if (!group.equals("accept")
                && route.path("routeConfigurationId").asText().isEmpty()) {
            report(file, "route " + id + " has no routeConfigurationId, so that it gets no error policy");
        }
        if (group.equals("enrich")
                && !id.equals(route.path("from").path("parameters").path("name").asText())) {
            report(file, "enrich route " + id + " has to start from direct:" + id);
        }
        if (group.equals("sink")) {
            checkSink(file, id, route.path("from"));
        }
    }

    private void checkTemplate(String file, JsonNode template) {
        String id = template.path("id").asText();
        if (id.isEmpty()) {
            report(file, "a route template has no id");
        }
        if (template.path("description").asText().isBlank()) {
            report(file, "route template " + id + " has no description");
        }
        checkRoute(file, template.path("route"));
        forEachField(template.path("route"), (name, value) -> {
            if (name.equals("id") && !value.asText().contains("{{")) {
                report(file, "the id " + value.asText() + " of a template needs a {{parameter}} to be unique");
            }
        });
    }

    private void checkSink(String file, String id, JsonNode from) {
        if (!id.startsWith("sink-")) {
            report(file, "sink " + id + " has to be called sink-<name>");
        }
        if (!file.equals(id.replaceFirst("-\\{\\{\\w+}}$", "") + SUFFIX)) {
            report(file, "sink " + id + " belongs into a file of its own name");
        }
        String uri = from.path("uri").asText();
        String source = uri.equals("direct")
                ? "direct:" + from.path("parameters").path("name").asText()
                : uri;
        if (!source.equals("direct:" + id)) {
            report(file, "sink " + id + " reads from " + source + " instead of direct:" + id);
        }
    }

    private void checkSteps(String file, JsonNode steps) {
        for (JsonNode step : steps) {
            step.properties().forEach(entry -> {
                String id = entry.getValue().path("id").asText();
                if (id.isEmpty()) {
                    report(file, "a step '" + entry.getKey() + "' has no id");
                } else {
                    checkUnique(file, id);
                }
            });
        }
    }

    private void checkUnique(String file, String id) {
        String other = ids.putIfAbsent(id, file);
        if (other != null) {
            report(file, "the id " + id + " is taken by " + (other.equals(file) ? "another part of this file" : other));
        }
    }

    private void checkEndpoint(String file, String uri, Map<String, String> parameters) {
        String scheme = uri.replaceFirst("[:?].*", "");
        ComponentModel component = CATALOG.componentModel(scheme);
        if (component == null) {
            report(file, "there is no component " + scheme);
            return;
        }
        try {
            Map<String, String> options = new LinkedHashMap<>(parameters);
            if (!uri.equals(scheme)) {
                report(
                        file,
                        "'" + uri + "' is not in the form of uri: " + scheme + " and parameters, which designers keep");
                options.putAll(CATALOG.endpointProperties(uri));
            }
            component.getEndpointOptions().stream()
                    .filter(option -> option.isRequired() && !options.containsKey(option.getName()))
                    .forEach(option -> report(file, scheme + " needs " + option.getName()));
            component.getEndpointOptions().stream()
                    .filter(option -> option.isSecret() && isInline(options.getOrDefault(option.getName(), "")))
                    .forEach(option -> report(file, option.getName() + " is a secret; refer to a setting or a bean"));
            EndpointValidationResult result =
                    CATALOG.validateEndpointProperties(CATALOG.asEndpointUri(scheme, options, false));
            if (!result.isSuccess()) {
                report(file, result.summaryErrorMessage(false).strip().replaceAll("\\s*\\R\\s*", " "));
            }
        } catch (URISyntaxException e) {
            report(file, "'" + uri + "' is not an endpoint: " + e.getMessage());
        }
    }

    private static boolean isInline(String value) {
        return !value.isEmpty() && !value.startsWith("#") && !value.matches("\\{\\{.*}}");
    }

    private void report(String file, String problem) {
        problems.add(file + ": " + problem);
    }

    private static Map<String, String> parameters(JsonNode endpoint) {
        Map<String, String> parameters = new LinkedHashMap<>();
        endpoint.path("parameters")
                .properties()
                .forEach(p -> parameters.put(p.getKey(), p.getValue().asText()));
        return parameters;
    }

    private static void forEachField(JsonNode node, BiConsumer<String, JsonNode> visitor) {
        node.properties().forEach(field -> visitor.accept(field.getKey(), field.getValue()));
        node.forEach(child -> forEachField(child, visitor));
    }

    private static JsonSchema dslSchema() {
        try (InputStream schema = RouteFiles.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
