package io.iotconnectivity.sandbox.aws.s3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Call;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import io.iotconnectivity.sandbox.aws.protocol.RestXmlProtocol;
import io.iotconnectivity.sandbox.aws.protocol.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * S3 in memory, as seen by clients that put objects: general-purpose buckets, addressed by path.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html">PutObject</a>
 */
public final class S3 implements Service {
    private final NavigableMap<String, NavigableMap<String, StoredObject>> buckets = new ConcurrentSkipListMap<>();

    /** What was put, as text. */
    public record StoredObject(String content, String contentType) {}

    @Override
    public JsonNode call(Call call) {
        ObjectNode input = call.input();
        return switch (call.operation()) {
            case "CreateBucket" -> {
                createBucket(input.path("Bucket").asText());
                yield Json.object();
            }
            case "HeadBucket" -> {
                bucket(input);
                yield Json.object();
            }
            case "PutObject" -> put(bucket(input), input);
            default -> throw AwsError.unknownOperation(call.operation());
        };
    }

    /** Creates the bucket unless it exists. */
    public void createBucket(String name) {
        buckets.putIfAbsent(name, new ConcurrentSkipListMap<>());
    }

    /** The objects of a bucket that exists, by their keys. */
    public Map<String, StoredObject> objects(String bucket) {
        return new TreeMap<>(Optional.ofNullable(buckets.get(bucket)).orElseThrow(this::notFound));
    }

    @Override
    public JsonNode dump() {
        ObjectNode all = Json.object();
        buckets.forEach((name, objects) -> {
            ObjectNode keys = all.putObject(name);
            objects.forEach((key, object) -> keys.put(key, object.content));
        });
        return all;
    }

    @Override
    public AwsError throttled() {
        return new AwsError(503, "SlowDown", "Please reduce your request rate.");
    }

    @Override
    public AwsError notFound() {
        return new AwsError(404, "NoSuchBucket", "The specified bucket does not exist");
    }

    @Override
    public AwsError broken() {
        return new AwsError(500, "InternalError", "We encountered an internal error. Please try again.");
    }

    private Map<String, StoredObject> bucket(ObjectNode input) {
        return Optional.<Map<String, StoredObject>>ofNullable(
                        buckets.get(input.path("Bucket").asText()))
                .orElseThrow(this::notFound);
    }

    private static JsonNode put(Map<String, StoredObject> bucket, ObjectNode input) {
        try {
            byte[] body = input.path(RestXmlProtocol.BODY).binaryValue();
            bucket.put(
                    input.path("Key").asText(),
                    new StoredObject(
                            new String(body, StandardCharsets.UTF_8),
                            input.path("ContentType").asText()));
            byte[] digest = MessageDigest.getInstance("MD5").digest(body);
            return Json.object().put("ETag", '"' + HexFormat.of().formatHex(digest) + '"');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("MD5 is required of every Java platform", e);
        }
    }
}
