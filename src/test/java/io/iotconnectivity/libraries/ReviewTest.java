package io.iotconnectivity.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReviewTest {
    private static final Review OF_ONE = new Review(List.of(new Library("g", "a", "1.5.Final", Path.of("a.jar"))));

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "vers:maven/<1.5.Final; false",
                "vers:maven/<=1.5.Final; true",
                "vers:maven/<1.10.Final; true",
                "vers:maven/>=1.5|<1.6; true",
                "vers:maven/>1.5; false",
                "vers:maven/>=1.0|<1.2|>=1.4|<1.6; true",
                "vers:maven/>=1.0|<1.2|>=1.6; false",
                "vers:maven/1.5; true",
                "vers:maven/=1.4|=1.5; true",
                "vers:maven/>=1.5-alpha1|<1.5-rc1; false",
            })
    void rangesAreReadAsTheyAreMeant(String range, boolean affected) {
        assertThat(AffectedVersions.read(range).hold("1.5.Final")).isEqualTo(affected);
    }

    @Test
    void shippedVersionThatIsAffectedNeedsAnExplanation() {
        assertThat(OF_ONE.objections(List.of(advisory("resolved", "a", "<1.6"))))
                .singleElement()
                .asString()
                .contains("g:a:1.5.Final is affected by CVE-1");
        assertThat(OF_ONE.objections(List.of(advisory("exploitable", "a", "<1.6"))))
                .hasSize(1);
        assertThat(OF_ONE.objections(List.of(advisory("not_affected", "a", "<1.6"))))
                .isEmpty();
    }

    @Test
    void explanationThatNothingNeedsAnyMoreIsStale() {
        assertThat(OF_ONE.objections(List.of(advisory("not_affected", "a", "<1.5"))))
                .singleElement()
                .asString()
                .contains("resolved");
        assertThat(OF_ONE.objections(List.of(advisory("resolved", "a", "<1.5"))))
                .isEmpty();
    }

    @Test
    void advisoryOnALibraryThatIsNotShippedIsStale() {
        assertThat(OF_ONE.objections(List.of(advisory("resolved", "b", "<1.5"))))
                .singleElement()
                .asString()
                .contains("pkg:maven/g/b, which is not shipped");
    }

    @Test
    void advisoryStandsThereOnce() {
        Advisory advisory = advisory("resolved", "a", "<1.5");

        assertThat(OF_ONE.objections(List.of(advisory, advisory))).containsExactly("CVE-1 stands there twice");
    }

    private static Advisory advisory(String state, String name, String range) {
        return new Advisory(
                "CVE-1",
                "high",
                state,
                "why",
                List.of(new Advisory.Affected("pkg:maven/g/" + name, AffectedVersions.read("vers:maven/" + range))));
    }
}
