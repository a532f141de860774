package io.iotconnectivity.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.SampleEvents;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test of a sink of your own: copy it, name your file, give it what the dispatcher would, look at what comes out. */
class OwnSinkTest extends CamelTestSupport {
    private static final String FILE = "examples/routes/sink-file.camel.yaml";
    private static final CloudEvents JSON = new CloudEvents("iot-connectivity/eu-west-1");

    @TempDir
    private Path folder;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.resolveResource(context, "file:" + FILE));
        return context;
    }

    @Test
    void eachEventIsALineOfTheFile() throws Exception {
        AdviceWith.adviceWith(context, "sink-file", route -> route.weaveById("append-event")
                .replace()
                .to("file:" + folder + "?fileName=events.jsonl&fileExist=Append&appendChars=\\n"));
        List<Event> events = List.of(
                SampleEvents.offline("pump 7").event(),
                SampleEvents.online("pump 7").event());

        for (Event event : events) {
            template.sendBodyAndHeader(
                    "direct:sink-file",
                    text(event),
                    "ConnectivityEventType",
                    event.type().fullName());
        }

        assertThat(Files.readAllLines(folder.resolve("events.jsonl")))
                .containsExactlyElementsOf(
                        events.stream().map(OwnSinkTest::text).toList());
    }

    private static String text(Event event) {
        return new String(JSON.write(event), StandardCharsets.UTF_8);
    }
}
