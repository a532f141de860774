package io.iotconnectivity.sandbox.aws.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** AWS JSON 1.1 in CBOR, which the SDK speaks to Kinesis: the operation in a header, blobs unencoded. */
public final class KinesisCborProtocol implements Protocol {
    private static final String TYPE = "application/x-amz-cbor-1.1";
    private static final String TARGET = "Kinesis_20131202.";
    private static final CBORMapper CBOR = new CBORMapper();

    @Override
    public Optional<Operation> recognise(WireRequest request) {
        return request.header("content-type").filter(TYPE::equals).isEmpty()
                ? Optional.empty()
                : request.header("x-amz-target")
                        .filter(target -> target.startsWith(TARGET))
                        .map(target -> new Operation("kinesis", target.substring(TARGET.length())));
    }

    @Override
    public ObjectNode input(Operation operation, WireRequest request) {
        try {
            if (CBOR.readTree(request.body()) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException malformed) {
            // reported below, as AWS does
        }
        throw new AwsError(400, "SerializationException", "The body is not a CBOR map");
    }

    @Override
    public WireReply success(Operation operation, JsonNode result) {
        return reply(200, result);
    }

    @Override
    public WireReply failure(Operation operation, AwsError error) {
        return reply(error.status(), Json.object().put("__type", error.code()).put("message", error.getMessage()));
    }

    private static WireReply reply(int status, JsonNode body) {
        try {
            return WireReply.of(status, TYPE, CBOR.writeValueAsBytes(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
