package io.iotconnectivity.sandbox.aws.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * REST-XML as S3 speaks it, with the bucket in the path.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html">AWS REST XML</a>
 */
public final class RestXmlProtocol implements Protocol {
    /** The member that holds the bytes of an object. */
    public static final String BODY = "Body";

    private static final String SIGNED_FOR_S3 = "/s3/aws4_request";

    @Override
    public Optional<Operation> recognise(WireRequest request) {
        if (!request.header("authorization").orElse("").contains(SIGNED_FOR_S3)) {
            return Optional.empty();
        }
        String[] path = request.path().substring(1).split("/", 2);
        boolean object = path.length > 1 && !path[1].isEmpty();
        ObjectNode known = Json.object().put("Bucket", decode(path[0]));
        if (object) {
            known.put("Key", decode(path[1]));
        }
        String name = request.method().equals("PUT")
                ? object ? "PutObject" : "CreateBucket"
                : request.method().equals("HEAD") && !object ? "HeadBucket" : request.method();
        return Optional.of(new Operation("s3", name, known));
    }

    @Override
    public ObjectNode input(Operation operation, WireRequest request) {
        boolean chunked = request.header("content-encoding").orElse("").contains("aws-chunked");
        return operation
                .known()
                .put(BODY, chunked ? joined(request.body()) : request.body())
                .put("ContentType", request.header("content-type").orElse(""));
    }

    @Override
    public WireReply success(Operation operation, JsonNode result) {
        WireReply reply = WireReply.of(200, "application/xml", new byte[0]);
        return result.has("ETag") ? reply.with("ETag", result.path("ETag").asText()) : reply;
    }

    @Override
    public WireReply failure(Operation operation, AwsError error) {
        Xml xml = new Xml()
                .element("Error", Json.object().put("Code", error.code()).put("Message", error.getMessage()));
        return WireReply.of(error.status(), "application/xml", xml.bytes());
    }

    /**
     * The content without the lengths of its chunks, their signatures and what trails them.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html">Chunks and trailers</a>
     */
    private static byte[] joined(byte[] body) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int at = 0;
        while (true) {
            int end = at;
            while (end < body.length && body[end] != '\r') {
                end++;
            }
            String head = new String(body, at, end - at, StandardCharsets.US_ASCII);
            int length = length(head);
            int from = end + 2;
            if (length == 0) {
                return content.toByteArray();
            }
            if (from + length > body.length) {
                throw new AwsError(400, "IncompleteBody", "The request body terminated unexpectedly");
            }
            content.write(body, from, length);
            at = from + length + 2;
        }
    }

    private static int length(String head) {
        try {
            return Integer.parseInt(head.replaceFirst(";.*", ""), 16);
        } catch (NumberFormatException e) {
            throw new AwsError(400, "InvalidChunkSizeError", "The body is not in chunks, as its header says");
        }
    }

    private static String decode(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
