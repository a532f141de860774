package io.iotconnectivity.sandbox.aws.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Writes the XML of the query protocol: an array has {@code member} elements, a map of attributes has {@code entry} elements. */
final class Xml {
    private static final Set<String> MAPS = Set.of("Attributes");

    private final StringBuilder out = new StringBuilder();

    Xml open(String nameAndAttributes) {
        out.append('<').append(nameAndAttributes).append('>');
        return this;
    }

    Xml close(String name) {
        out.append("</").append(name).append('>');
        return this;
    }

    Xml element(String name, JsonNode value) {
        open(name);
        if (value.isArray()) {
            value.forEach(entry -> element("member", entry));
        } else if (MAPS.contains(name)) {
            value.properties().forEach(entry -> open("entry")
                    .element("key", Json.MAPPER.getNodeFactory().textNode(entry.getKey()))
                    .element("value", entry.getValue())
                    .close("entry"));
        } else if (value.isObject()) {
            value.properties().forEach(member -> element(member.getKey(), member.getValue()));
        } else {
            escape(value.asText());
        }
        return close(name);
    }

    byte[] bytes() {
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void escape(String text) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\r' -> out.append("&#13;");
                default -> out.appendCodePoint(c < ' ' && c != '\n' && c != '\t' ? '\uFFFD' : c);
            }
        });
    }
}
