package io.iotconnectivity.route;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class MissingComponentsTest {
    @AutoClose
    private final DefaultCamelContext context = new DefaultCamelContext();

    @Test
    void routeThatIsSwitchedOffNeedsNothing() throws Exception {
        load("false");

        assertThatCode(() -> MissingComponents.check(context, library -> "fetch " + library))
                .doesNotThrowAnyException();
    }

    @Test
    void routeThatIsSwitchedOnIsNamedWithWhatBringsItsComponent() throws Exception {
        load("true");

        assertThatThrownBy(() -> MissingComponents.check(context, library -> "fetch " + library))
                .isInstanceOf(BrokenRoutes.class)
                .hasMessageContainingAll("sink-pigeon", "carrier-pigeon", "fetch camel-carrier-pigeon");
    }

    private void load(String enabled) throws Exception {
        Properties settings = new Properties();
        settings.setProperty("sink.pigeon.enabled", enabled);
        context.getPropertiesComponent().setInitialProperties(settings);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:sink-pigeon")
                        .routeId("sink-pigeon")
                        .precondition("{{sink.pigeon.enabled}}")
                        .to("carrier-pigeon:loft");
            }
        });
    }
}
