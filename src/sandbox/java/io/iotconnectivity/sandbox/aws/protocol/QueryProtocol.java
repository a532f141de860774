package io.iotconnectivity.sandbox.aws.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The AWS query protocol: a form in, XML out. Also answers the links in SNS mails and confirmations, which carry the form in the address.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-query-protocol.html">AWS query protocol</a>
 */
public final class QueryProtocol implements Protocol {
    private record Dialect(String service, String xmlNamespace) {}

    private static final Dialect SNS = new Dialect("sns", "http://sns.amazonaws.com/doc/2010-03-31/");
    private static final Map<String, Dialect> BY_VERSION =
            Map.of("2010-03-31", SNS, "2011-06-15", new Dialect("sts", "https://sts.amazonaws.com/doc/2011-06-15/"));

    @Override
    public Optional<Operation> recognise(WireRequest request) {
        if (!request.path().equals("/")) {
            return Optional.empty();
        }
        String form =
                request.method().equals("POST") ? new String(request.body(), StandardCharsets.UTF_8) : request.query();
        if (!form.contains("Action=")) {
            return Optional.empty();
        }
        ObjectNode members = Form.read(form);
        Dialect dialect = BY_VERSION.getOrDefault(members.path("Version").asText(), SNS);
        return Optional.of(
                new Operation(dialect.service(), members.path("Action").asText(), members));
    }

    @Override
    public ObjectNode input(Operation operation, WireRequest request) {
        return operation.known();
    }

    @Override
    public WireReply success(Operation operation, JsonNode result) {
        Xml xml = new Xml().open(operation.name() + "Response xmlns=\"" + namespace(operation) + "\"");
        if (!result.isEmpty()) {
            xml.element(operation.name() + "Result", result);
        }
        xml.element("ResponseMetadata", Json.object().put("RequestId", requestId()))
                .close(operation.name() + "Response");
        return WireReply.of(200, "text/xml", xml.bytes());
    }

    @Override
    public WireReply failure(Operation operation, AwsError error) {
        ObjectNode body = Json.object()
                .put("Type", error.status() < 500 ? "Sender" : "Receiver")
                .put("Code", error.code())
                .put("Message", error.getMessage());
        Xml xml = new Xml()
                .open("ErrorResponse xmlns=\"" + namespace(operation) + "\"")
                .element("Error", body)
                .element("RequestId", Json.MAPPER.getNodeFactory().textNode(requestId()))
                .close("ErrorResponse");
        return WireReply.of(error.status(), "text/xml", xml.bytes());
    }

    private static String namespace(Operation operation) {
        return BY_VERSION.values().stream()
                .filter(dialect -> dialect.service().equals(operation.service()))
                .findFirst()
                .orElse(SNS)
                .xmlNamespace();
    }

    private static String requestId() {
        return UUID.randomUUID().toString();
    }
}
