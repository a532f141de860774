package io.iotconnectivity.route;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;

class EnrichNamesTest {
    private static final List<Resource> FILES = List.of(
            file("- route: {id: enrich-sites, group: enrich, from: {uri: direct, parameters: {name: enrich-sites}}}"),
            file("- route: {id: x, group: enrich, precondition: 'false', from: {uri: 'direct:enrich-owners'}}"));

    @Test
    void routesThatAreInAFileMayHaveSettings() {
        assertThatCode(() -> EnrichNames.check(FILES, Set.of("sites", "owners")))
                .doesNotThrowAnyException();
        assertThatCode(() -> EnrichNames.check(FILES, Set.of())).doesNotThrowAnyException();
    }

    @Test
    void settingsOfARouteThatDoesNotExistAreNamedWithTheRoutesThereAre() {
        assertThatThrownBy(() -> EnrichNames.check(FILES, Set.of("sites", "site")))
                .isInstanceOf(BrokenRoutes.class)
                .hasMessage(
                        "enrich.site.* is the setting of an enrich route that does not exist; there is owners, sites:"
                                + " correct the name, or add the route file");
    }

    private static Resource file(String yaml) {
        return ResourceHelper.fromString("file:some.camel.yaml", yaml);
    }
}
