package io.iotconnectivity.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineServerTest {
    private final McpProtocol protocol = new McpProtocol(new CannedFleet(), Optional.empty(), "1");

    @Test
    void everythingThatWasAskedBeforeTheEndIsAnsweredALineEach() throws Exception {
        List<String> answers = answers(ping("a") + "\r\n\n" + ping("b"));

        assertThat(answers)
                .containsExactlyInAnyOrder(
                        "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":{}}",
                        "{\"jsonrpc\":\"2.0\",\"id\":\"b\",\"result\":{}}");
    }

    @Test
    void endlessLineIsRefusedAndTheNextOneAnswered() throws Exception {
        List<String> answers = answers("x".repeat(LineServer.LONGEST + 1) + "\n" + ping("a") + "\n");

        assertThat(answers).hasSize(2).anyMatch(line -> line.contains("at most 65536 bytes"));
        assertThat(answers).anyMatch(line -> line.contains("\"a\""));
    }

    @Test
    void idCannotForgeALine() throws Exception {
        assertThat(answers(ping("a\\n{}\\u2028{}") + "\n")).hasSize(1);
    }

    private static String ping(String id) {
        return "{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"method\":\"ping\"}";
    }

    private List<String> answers(String input) throws Exception {
        StringWriter out = new StringWriter();
        new LineServer(protocol, new PrintWriter(out))
                .run(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        return out.toString().lines().toList();
    }
}
