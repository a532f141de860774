package io.iotconnectivity.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of the manifests for Kubernetes fit together, and to the product. */
class KubernetesFilesTest {
    private static final String CLUSTER = "deploy/kubernetes-cluster.yaml";
    private static final String ONE = "deploy/kubernetes.yaml";
    /** In seconds: after it, the product ends itself. */
    private static final int STOP_WITHIN = 19;

    @ParameterizedTest
    @ValueSource(strings = {ONE, CLUSTER})
    void settingsExistAndWhatTheyNameIsMounted(String file) throws IOException {
        Properties shipped = new Properties();
        shipped.load(new StringReader(Files.readString(Path.of("application.properties"))));
        Properties settings = settings(file);

        assertThat(settings.stringPropertyNames())
                .isNotEmpty()
                .allMatch(key -> shipped.containsKey(key) || key.startsWith("kafka.properties."));
        JsonNode container = container(file);
        List<String> mounts = texts(container.path("volumeMounts"), "mountPath");
        assertThat(settings.stringPropertyNames().stream()
                        .map(settings::getProperty)
                        .filter(value -> value.startsWith("/")))
                .isNotEmpty()
                .allMatch(path -> mounts.stream().anyMatch(mount -> path.startsWith(mount + "/")));
    }

    @ParameterizedTest
    @ValueSource(strings = {ONE, CLUSTER})
    void everyVolumeOfTheContainerExistsAndItsOwnOneIsClaimed(String file) throws IOException {
        JsonNode spec = of(file, "StatefulSet").path("spec");
        List<String> volumes = texts(spec.at("/template/spec/volumes"), "name");
        spec.path("volumeClaimTemplates")
                .forEach(claim -> volumes.add(claim.at("/metadata/name").asText()));

        assertThat(volumes)
                .containsExactlyInAnyOrderElementsOf(texts(container(file).path("volumeMounts"), "name"));
        assertThat(spec.at("/volumeClaimTemplates/0/metadata/name").asText()).isEqualTo("data");
    }

    @ParameterizedTest
    @ValueSource(strings = {ONE, CLUSTER})
    void probesAskForWhatARestartMends(String file) throws IOException {
        JsonNode container = container(file);

        assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/observe/health/live");
        assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/observe/health/live");
        assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/observe/health/ready");
        assertThat(of(file, "StatefulSet")
                        .at("/spec/template/spec/terminationGracePeriodSeconds")
                        .asInt())
                .isGreaterThan(STOP_WITHIN);
    }

    @Test
    void losingANodeLosesOneInstanceAndDrainingWaitsForTheOthers() throws IOException {
        JsonNode spec = of(CLUSTER, "StatefulSet").path("spec");
        JsonNode labels = spec.at("/template/metadata/labels");
        JsonNode apart =
                spec.at("/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/0");
        JsonNode spread = spec.at("/template/spec/topologySpreadConstraints/0");
        JsonNode budget = of(CLUSTER, "PodDisruptionBudget").path("spec");

        assertThat(spec.path("replicas").asInt()).isBetween(3, 12);
        assertThat(apart.path("topologyKey").asText()).isEqualTo("kubernetes.io/hostname");
        assertThat(spread.path("topologyKey").asText()).isEqualTo("topology.kubernetes.io/zone");
        assertThat(budget.path("maxUnavailable").asInt()).isOne();
        for (JsonNode selector : List.of(
                apart.at("/labelSelector/matchLabels"),
                spread.at("/labelSelector/matchLabels"),
                budget.at("/selector/matchLabels"),
                spec.at("/selector/matchLabels"))) {
            assertThat(selector).isEqualTo(labels);
        }
        assertThat(settings(CLUSTER)).containsEntry("engine", "kafka");
    }

    @Test
    void servicesOfTheClusterAreThoseThatItNames() throws IOException {
        List<JsonNode> services = all(CLUSTER).stream()
                .filter(each -> each.path("kind").asText().equals("Service"))
                .toList();
        String headless = of(CLUSTER, "StatefulSet").at("/spec/serviceName").asText();

        assertThat(services)
                .filteredOn(service -> service.at("/metadata/name").asText().equals(headless))
                .singleElement()
                .satisfies(service ->
                        assertThat(service.at("/spec/clusterIP").asText()).isEqualTo("None"));
        assertThat(services).allSatisfy(service -> assertThat(
                        service.at("/spec/ports/0/targetPort").asText())
                .isEqualTo(container(CLUSTER).at("/ports/0/name").asText()));
    }

    private static JsonNode container(String file) throws IOException {
        return of(file, "StatefulSet").at("/spec/template/spec/containers/0");
    }

    private static Properties settings(String file) throws IOException {
        Properties settings = new Properties();
        settings.load(new StringReader(of(file, "ConfigMap")
                .path("data")
                .path("application.properties")
                .asText()));
        return settings;
    }

    private static JsonNode of(String file, String kind) throws IOException {
        return all(file).stream()
                .filter(each -> each.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonNode> all(String file) throws IOException {
        YAMLMapper yaml = new YAMLMapper();
        return yaml.readerFor(JsonNode.class)
                .<JsonNode>readValues(Path.of(file).toFile())
                .readAll();
    }

    private static List<String> texts(JsonNode items, String field) {
        List<String> texts = new ArrayList<>();
        items.forEach(item -> texts.add(item.path(field).asText()));
        return texts;
    }
}
