package io.iotconnectivity.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.iotconnectivity.breakdown.Dimension;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {
    private static final Instant BUILT = Instant.ofEpochSecond(1_700_000_000);

    @TempDir
    Path folder;

    @AutoClose
    private Networks networks;

    private static WrittenNetworks systems() {
        return new WrittenNetworks("GeoLite2-ASN")
                .with("192.0.2.0/24", system(64500, "Example Net"))
                .with("2001:db8::/32", system(64501, "Six"));
    }

    private static Map<String, Object> system(long number, String organization) {
        return Map.of("autonomous_system_number", number, "autonomous_system_organization", organization);
    }

    private static WrittenNetworks countries() {
        return new WrittenNetworks("GeoLite2-Country")
                .with(
                        "192.0.2.0/24",
                        Map.of(
                                "continent",
                                Map.of("code", "EU", "names", Map.of("en", "Europe")),
                                "country",
                                Map.of("iso_code", "DE", "geoname_id", 2921044L, "names", Map.of("en", "Germany"))))
                .with("198.51.100.0/24", Map.of("registered_country", Map.of("iso_code", "FR")));
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private Networks open(Optional<Path> asn, Optional<Path> country) {
        networks = new Networks(new NetworkSettings(24, asn, country));
        return networks;
    }

    private Networks open() throws IOException {
        return open(
                Optional.of(write("asn.mmdb", systems().bytes())),
                Optional.of(write("country.mmdb", countries().bytes())));
    }

    @Test
    void addressHasItsPrefixItsSystemAndItsCountry() throws IOException {
        assertThat(open().find("192.0.2.77"))
                .contains(new NetworkFacts(
                        "192.0.2.0/24", Optional.of(64500L), Optional.of("Example Net"), Optional.of("DE")));
        assertThat(networks.find("2001:db8::1").orElseThrow().system()).contains("AS64501 Six");
        assertThat(networks.find("::ffff:192.0.2.1").orElseThrow().country()).contains("DE");
        assertThat(networks.find("198.51.100.9").orElseThrow().country()).contains("FR");
        assertThat(networks.find("10.0.0.1"))
                .contains(new NetworkFacts("10.0.0.0/24", Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void traitsOfAnAddressAreItsSystemAndItsCountry() throws IOException {
        assertThat(open().of("192.0.2.77"))
                .containsOnly(Map.entry(Dimension.ASN, "AS64500 Example Net"), Map.entry(Dimension.COUNTRY, "DE"));
        assertThat(networks.dimensions()).containsExactlyInAnyOrder(Dimension.ASN, Dimension.COUNTRY);
        assertThat(networks.of("pump-7")).isEmpty();
    }

    @Test
    void withoutFilesThePrefixIsKnown() {
        assertThat(open(Optional.empty(), Optional.empty())
                        .find("192.0.2.77")
                        .orElseThrow()
                        .prefix())
                .isEqualTo("192.0.2.0/24");
    }

    /** Copies on the way would take several times what a file may have. */
    @Test
    void fileIsInMemoryOnceWhileItIsRead() throws Exception {
        int size = 8 << 20;
        Path file = write("large.mmdb", systems().paddedBy(size).bytes());
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        long before = memory.getCurrentThreadAllocatedBytes();
        NetworkFile read = NetworkFile.read("network.asn-file", file);
        long taken = memory.getCurrentThreadAllocatedBytes() - before;

        assertThat(read.find(InetAddress.getByName("192.0.2.1"), AsnRecord.class))
                .isPresent();
        assertThat(taken).isBetween((long) size, 2L * size);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "example.com", "1.2.3", "1.2.3.256", "::1::", "fe80::1%eth0"})
    void whatIsNoAddressHasNoNetwork(String text) {
        assertThat(open(Optional.empty(), Optional.empty()).find(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ipinfo generic_asn_free.mmdb, asn, AS64500, as_name, Example Net, AS64500 Example Net",
        "Custom, asn, 64500, as_name, Example Net, AS64500 Example Net",
        "Custom, asn, none, as_name, Example Net,"
    })
    void systemsInTheFieldsOfOthersAreRead(
            String type, String one, String number, String other, String name, String expected) throws IOException {
        byte[] file = new WrittenNetworks(type)
                .with("192.0.2.0/24", Map.of(one, number, other, name))
                .bytes();

        assertThat(open(Optional.of(write("asn.mmdb", file)), Optional.empty())
                        .find("192.0.2.1")
                        .orElseThrow()
                        .system())
                .isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "ipinfo lite, country, Germany, country_code, DE, DE",
        "ipinfo generic_country_free.mmdb, country, DE, country_name, Germany, DE",
        "iptoasn-country, country_code, DE, x, y, DE",
        "Custom, country_code, deutsch, x, y,"
    })
    void countriesInTheFieldsOfOthersAreRead(
            String type, String one, String value, String other, String name, String expected) throws IOException {
        byte[] file = new WrittenNetworks(type)
                .with("192.0.2.0/24", Map.of(one, value, other, name))
                .bytes();

        assertThat(open(Optional.empty(), Optional.of(write("country.mmdb", file)))
                        .find("192.0.2.1")
                        .orElseThrow()
                        .country())
                .isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void fileThatWasReplacedIsReadAgainOnceItIsStill() throws IOException {
        Networks opened = open();
        Path file = folder.resolve("asn.mmdb");
        byte[] news = new WrittenNetworks("GeoLite2-ASN")
                .with("192.0.2.0/24", system(64999, "New Net"))
                .bytes();
        // Overwritten in place, as by a download: half of it first.
        Files.write(file, Arrays.copyOf(news, news.length / 2));
        Files.setLastModifiedTime(file, FileTime.from(BUILT));

        opened.look();
        opened.look();
        assertThat(opened.find("192.0.2.1").orElseThrow().asn()).contains(64500L);

        Files.write(file, news);
        Files.setLastModifiedTime(file, FileTime.from(BUILT.plusSeconds(1)));
        opened.look();
        assertThat(opened.find("192.0.2.1").orElseThrow().asn()).contains(64500L);
        opened.look();
        assertThat(opened.find("192.0.2.1").orElseThrow().asn()).contains(64999L);

        Files.delete(file);
        opened.look();
        opened.look();
        assertThat(opened.find("192.0.2.1").orElseThrow().asn()).contains(64999L);
    }

    @Test
    void fileThatComesLaterIsRead() throws IOException {
        Networks opened = open(Optional.of(folder.resolve("asn.mmdb")), Optional.empty());
        assertThat(opened.find("192.0.2.1").orElseThrow().asn()).isEmpty();

        write("asn.mmdb", systems().bytes());
        opened.look();
        opened.look();

        assertThat(opened.find("192.0.2.1").orElseThrow().asn()).contains(64500L);
    }

    @Test
    void filesThatCannotBeUsedSayWhyAndWhatToDo() throws IOException {
        byte[] whole = systems().bytes();
        Path missing = folder.resolve("missing.mmdb");
        Path text = write("text.mmdb", "not a database".getBytes(StandardCharsets.US_ASCII));
        Path half = write("half.mmdb", Arrays.copyOf(whole, whole.length / 2));
        Path large = write("large.mmdb", whole);
        Path dateless = write("dateless.mmdb", systems().built(Long.MAX_VALUE).bytes());

        assertThatThrownBy(() -> NetworkFile.read("network.asn-file", missing))
                .hasMessageStartingWith("network.asn-file: ")
                .hasMessageContaining("does not exist; download it, for example with geoipupdate");
        assertThatThrownBy(() -> NetworkFile.read("network.asn-file", folder)).hasMessageContaining("is not a file");
        assertThatThrownBy(() -> NetworkFile.read("network.asn-file", text))
                .hasMessageContaining("is not a whole file in MaxMind's format");
        assertThatThrownBy(() -> NetworkFile.read("network.asn-file", half))
                .hasMessageContaining("is not a whole file in MaxMind's format");
        assertThatThrownBy(() -> NetworkFile.read("network.asn-file", dateless)).hasMessageContaining("has no date");
        assertThatThrownBy(() -> NetworkFile.read("network.asn-file", large, whole.length - 1))
                .hasMessageContaining("take a smaller one");
    }

    @Test
    void recordsWithCirclesBombsOrOtherFormsCostOnlyWhatTheyWouldTell() throws IOException {
        WrittenNetworks evil = new WrittenNetworks("Evil")
                .withBytes("203.0.113.0/24", bomb())
                .withBytes("192.0.2.0/24", pointer(bomb().length))
                .with("198.51.100.0/24", Map.of("autonomous_system_number", List.of("a"), "asn", "AS1"));

        Networks opened =
                open(Optional.of(write("asn.mmdb", evil.bytes())), Optional.of(write("country.mmdb", evil.bytes())));

        for (String address : List.of("192.0.2.1", "198.51.100.1", "203.0.113.1")) {
            NetworkFacts facts = opened.find(address).orElseThrow();
            assertThat(facts.asn()).isEmpty();
            assertThat(facts.country()).isEmpty();
        }
    }

    /** A list of twice the same list of twice the same list and so on, which would take for ever to be read; at place 0. */
    private static byte[] bomb() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] wanted = WrittenNetworks.encoded("asn");
        byte[] unwanted = WrittenNetworks.encoded("zzz");
        int place = 1 + wanted.length + 2 + unwanted.length + 2;
        out.write(7 << 5 | 2);
        out.writeBytes(wanted);
        out.writeBytes(pointer(place));
        out.writeBytes(unwanted);
        out.writeBytes(pointer(place));
        for (int level = 0; level < 60; level++) {
            place += 6;
            out.write(2);
            out.write(4);
            out.writeBytes(pointer(place));
            out.writeBytes(pointer(place));
        }
        out.writeBytes(WrittenNetworks.encoded("x"));
        return out.toByteArray();
    }

    private static byte[] pointer(int place) {
        return new byte[] {(byte) (1 << 5 | place >> 8), (byte) place};
    }

    @Property(tries = 300)
    void damagedFilesAreRefusedOrTellLess(@ForAll Random random) throws IOException {
        byte[] bytes = (random.nextBoolean() ? systems() : countries()).bytes();
        for (int i = 0; i <= random.nextInt(20); i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        Path file = Files.createTempFile("damaged", ".mmdb");
        try {
            Files.write(file, bytes);
            try (Networks damaged = new Networks(new NetworkSettings(24, Optional.of(file), Optional.of(file)))) {
                assertThat(damaged.find("192.0.2.1")).isPresent();
                assertThat(damaged.find("2001:db8::1")).isPresent();
            }
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void textsAreShortAndPrintable() throws IOException {
        byte[] file = new WrittenNetworks("GeoLite2-ASN")
                .with("192.0.2.0/24", system(64500, "a\n\u001b[31m" + "b".repeat(200)))
                .bytes();

        String organization = open(Optional.of(write("asn.mmdb", file)), Optional.empty())
                .find("192.0.2.1")
                .flatMap(NetworkFacts::organization)
                .orElseThrow();

        assertThat(organization).doesNotContain("\n", "\u001b").hasSizeLessThan(120);
    }

    @Test
    void ageOfTheDataIsAMetric() throws IOException {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Networks opened = open(
                Optional.of(write("asn.mmdb", systems().built(1_700_000_000).bytes())),
                Optional.of(folder.resolve("missing.mmdb")));
        opened.start(Clock.fixed(BUILT.plusSeconds(3600), ZoneOffset.UTC), meters);

        assertThat(meters.get("iotc.network.file.age")
                        .tag("file", "asn")
                        .gauge()
                        .value())
                .isEqualTo(3600);
        assertThat(meters.get("iotc.network.file.age")
                        .tag("file", "country")
                        .gauge()
                        .value())
                .isNaN();
    }
}
