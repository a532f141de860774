package io.iotconnectivity.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped routes are valid and keep the rules of the house; and a route that does not is found. */
class RoutesTest {
    private static final String SINK =
            """
            - route:
                id: sink-x
                group: sink
                description: Sends events to a topic
                routeConfigurationId: sink
                from:
                  uri: direct
                  parameters:
                    name: sink-x
                  steps:
                    - setHeader: {id: x-type, name: type, simple: "${header.ConnectivityEventType}"}
                    - choice:
                        id: x-choose
                        when:
                          - simple: "${header.type} == 'a'"
                            steps:
                              - to:
                                  id: x-publish
                                  uri: aws2-sns
                                  parameters:
                                    topicNameOrArn: "{{sink.x.topic-arn}}"
                                    subject: greeting
            """;

    @TempDir
    private Path folder;

    @Test
    void shippedRoutesAndExamplesAreInOrder() {
        assertThat(RouteFiles.problems(Path.of("src/main/routes"))).isEmpty();
        assertThat(RouteFiles.problems(Path.of("examples/routes"))).isEmpty();
    }

    @Test
    void aFolderWithoutRoutesIsAProblem() throws IOException {
        Files.writeString(folder.resolve("notes.yaml"), "- route: {}");

        assertThat(RouteFiles.problems(folder)).singleElement().asString().startsWith("there is no *.camel.yaml in ");
    }

    @Test
    void aRouteThatKeepsTheRulesHasNoProblems() throws IOException {
        write("sink-x.camel.yaml", SINK);

        assertThat(RouteFiles.problems(folder)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "id: sink-x            |                              | a route has no id",
                "group: sink           |                              | has the group ''",
                "group: sink           | group: drain                 | has the group 'drain'",
                "description: Sends events to a topic |               | route sink-x has no description",
                "routeConfigurationId: sink           |               | has no routeConfigurationId",
                "name: sink-x          | name: sink-y                 | reads from direct:sink-y instead of direct:sink-x",
                "id: sink-x            | id: x                        | sink x has to be called sink-<name>",
                "id: sink-x            | id: sink-z                   | sink sink-z belongs into a file of its own name",
                "id: x-type,               |                              | a step 'setHeader' has no id",
                "id: x-publish         |                              | a step 'to' has no id",
                "id: x-type                | id: x-publish                | the id x-publish is taken by another part of this file",
                "id: x-type                | id: sink-x                   | the id sink-x is taken by another part of this file",
                "- to:                 | - tooo:                      | tooo",
                "group: sink           | groupp: sink                 | groupp",
                "subject: greeting     | subjectt: greeting           | subjectt",
                "subject: greeting     | batchEnabled: perhaps        | perhaps",
                "topicNameOrArn: \"{{sink.x.topic-arn}}\" |           | aws2-sns needs topicNameOrArn",
                "subject: greeting     | secretKey: a0b1c2            | secretKey is a secret; refer to a setting or a bean",
                "uri: aws2-sns         | uri: \"aws2-sns:t?subject=s\" | is not in the form of uri: aws2-sns and parameters",
                "uri: aws2-sns         | uri: aws9-sns                | there is no component aws9-sns",
                "- route:                  | - route: [                   | is not YAML",
            })
    void aBrokenRouteIsFound(String part, String replacement, String problem) throws IOException {
        String broken = SINK.replace(part, replacement == null ? "" : replacement);
        assertThat(broken).isNotEqualTo(SINK);
        write("sink-x.camel.yaml", broken);

        assertThat(RouteFiles.problems(folder))
                .anySatisfy(found ->
                        assertThat(found).startsWith("sink-x.camel.yaml: ").contains(problem));
    }

    @Test
    void aShortStepIsFound() throws IOException {
        write("sink-x.camel.yaml", SINK + "        - to: direct:end?blok=true\n");

        assertThat(RouteFiles.problems(folder))
                .hasSize(3)
                .anySatisfy(found -> assertThat(found).contains("is not in the form of uri: direct and parameters"))
                .anySatisfy(found -> assertThat(found).contains("a step 'to' has no id"))
                .anySatisfy(found -> assertThat(found).contains("blok"));
    }

    @Test
    void theRouteOfATemplateKeepsTheSameRules() throws IOException {
        write(
                "sink-x.camel.yaml",
                """
                - routeTemplate:
                    id: sink-x
                    route:
                      id: "sink-x-{{name}}"
                      group: drain
                      description: Sends events to one of several places
                      routeConfigurationId: sink
                      from:
                        uri: direct
                        parameters:
                          name: "sink-x-{{name}}"
                        steps:
                          - stop: {id: x-stop}
                """);

        assertThat(RouteFiles.problems(folder))
                .hasSize(3)
                .anySatisfy(found -> assertThat(found).contains("template sink-x has no description"))
                .anySatisfy(found -> assertThat(found).contains("has the group 'drain'"))
                .anySatisfy(found -> assertThat(found).contains("the id x-stop of a template needs a {{parameter}}"));
    }

    @Test
    void anIdOfAnotherFileIsFound() throws IOException {
        write("sink-x.camel.yaml", SINK);
        write(
                "sink-y.camel.yaml",
                SINK.replace("sink-x", "sink-y").replace("x-choose", "y-choose").replace("x-publish", "y-publish"));

        assertThat(RouteFiles.problems(folder))
                .containsExactly("sink-y.camel.yaml: the id x-type is taken by sink-x.camel.yaml");
    }

    @Test
    void aLongFileIsFound() throws IOException {
        write("sink-x.camel.yaml", SINK + "\n".repeat(61));

        assertThat(RouteFiles.problems(folder))
                .containsExactly("sink-x.camel.yaml: has " + (SINK.lines().count() + 61) + " lines, more than 60");
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }
}
