package io.iotconnectivity.sandbox.aws.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Smithy RPC v2 CBOR, which the SDK speaks to CloudWatch since 2.41.
 *
 * @see <a href="https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html">Smithy RPC v2 CBOR</a>
 */
public final class CborProtocol implements Protocol {
    private static final String CLOUDWATCH = "/service/GraniteServiceVersion20100801/operation/";
    private static final ObjectMapper CBOR =
            new CBORMapper().registerModule(new SimpleModule().addSerializer(new TaggedTime()));

    @Override
    public Optional<Operation> recognise(WireRequest request) {
        return request.path().startsWith(CLOUDWATCH)
                ? Optional.of(new Operation("cloudwatch", request.path().substring(CLOUDWATCH.length())))
                : Optional.empty();
    }

    @Override
    public ObjectNode input(Operation operation, WireRequest request) {
        try {
            if (request.body().length == 0) {
                return Json.object();
            }
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
        ObjectNode body = Json.object()
                .put("__type", "com.amazonaws.cloudwatch#" + error.code())
                .put("message", error.getMessage());
        // CloudWatch spoke the query protocol before; the SDK shows that protocol's code, which had no suffix.
        String queryCode = error.code().replaceFirst("Exception$", "");
        return reply(error.status(), body)
                .with("x-amzn-query-error", queryCode + ";" + (error.status() < 500 ? "Sender" : "Receiver"));
    }

    private static WireReply reply(int status, JsonNode body) {
        try {
            return new WireReply(
                    status,
                    Map.of("Content-Type", "application/cbor", "smithy-protocol", "rpc-v2-cbor"),
                    CBOR.writeValueAsBytes(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A moment is tag 1 with seconds since 1970. */
    private static final class TaggedTime extends StdSerializer<Instant> {
        private static final long serialVersionUID = 1L;

        TaggedTime() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator out, SerializerProvider provider) throws IOException {
            ((CBORGenerator) out).writeTag(1);
            out.writeNumber(value.toEpochMilli() / 1000.0);
        }
    }
}
