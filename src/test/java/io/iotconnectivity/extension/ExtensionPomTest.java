package io.iotconnectivity.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ExtensionPomTest {
    private static final Pattern PROPERTY = Pattern.compile("<([a-z0-9-]+\\.version)>([^<]+)</");

    @Test
    void componentsAreFetchedInTheVersionsOfTheProduct() throws IOException {
        Map<String, String> product = versions(Path.of("pom.xml"));

        assertThat(versions(Path.of("src/main/dist/lib/ext/pom.xml")))
                .containsOnlyKeys(
                        "camel.version",
                        "aws-sdk.version",
                        "netty.version",
                        "jackson.version",
                        "kafka.version",
                        "lz4.version",
                        "snappy.version")
                .allSatisfy((name, version) -> assertThat(version).isEqualTo(product.get(name)));
    }

    @Test
    void librariesOfTheEngineOnKafkaAreFetchedInTheVersionsOfTheProduct() throws IOException {
        Map<String, String> product = versions(Path.of("pom.xml"));

        assertThat(versions(Path.of("src/main/dist/lib/kafka/pom.xml")))
                .containsOnlyKeys(
                        "camel.version",
                        "kafka.version",
                        "rocksdb.version",
                        "zstd.version",
                        "lz4.version",
                        "snappy.version")
                .allSatisfy((name, version) -> assertThat(version).isEqualTo(product.get(name)));
    }

    @Test
    void librariesOfReportsAsParquetAreFetchedInTheVersionsOfTheProduct() throws IOException {
        Map<String, String> product = versions(Path.of("pom.xml"));

        assertThat(versions(Path.of("src/main/dist/lib/parquet/pom.xml")))
                .containsOnlyKeys("parquet.version", "parquet-floor.version", "jts.version", "snappy.version")
                .allSatisfy((name, version) -> assertThat(version).isEqualTo(product.get(name)));
    }

    private static Map<String, String> versions(Path pom) throws IOException {
        Map<String, String> versions = new TreeMap<>();
        Matcher properties = PROPERTY.matcher(Files.readString(pom));
        while (properties.find()) {
            versions.put(properties.group(1), properties.group(2));
        }
        return versions;
    }
}
