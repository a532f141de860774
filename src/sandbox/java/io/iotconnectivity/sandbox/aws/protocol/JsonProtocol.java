package io.iotconnectivity.sandbox.aws.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/**
 * AWS JSON 1.0 and 1.1: one path, the operation in a header.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html">AWS JSON 1.0</a>
 */
public final class JsonProtocol implements Protocol {
    private static final String OLD_SQS = "AWS.SimpleQueueService.";

    private record Dialect(String service, String contentType, String errorNamespace) {}

    private static final Map<String, Dialect> DIALECTS = Map.of(
            "DynamoDB_20120810",
            new Dialect("dynamodb", "application/x-amz-json-1.0", "com.amazonaws.dynamodb.v20120810#"),
            // The SDK speaks CBOR to CloudWatch, the command line JSON.
            "GraniteServiceVersion20100801",
            new Dialect("cloudwatch", "application/x-amz-json-1.0", "com.amazonaws.cloudwatch#"),
            "Logs_20140328",
            new Dialect("logs", "application/x-amz-json-1.1", ""),
            // The command line speaks JSON to Kinesis, the SDK CBOR.
            "Kinesis_20131202",
            new Dialect("kinesis", "application/x-amz-json-1.1", ""),
            "AWSEvents",
            new Dialect("eventbridge", "application/x-amz-json-1.1", ""),
            "AmazonSQS",
            new Dialect("sqs", "application/x-amz-json-1.0", "com.amazonaws.sqs#"));

    @Override
    public Optional<Operation> recognise(WireRequest request) {
        return request.header("x-amz-target").flatMap(target -> {
            int dot = target.indexOf('.');
            return Optional.ofNullable(dot < 0 ? null : DIALECTS.get(target.substring(0, dot)))
                    .map(dialect -> new Operation(dialect.service(), target.substring(dot + 1)));
        });
    }

    @Override
    public ObjectNode input(Operation operation, WireRequest request) {
        return Json.readObject(request.body());
    }

    @Override
    public WireReply success(Operation operation, JsonNode result) {
        return WireReply.of(200, dialect(operation).contentType(), Json.bytes(result));
    }

    @Override
    public WireReply failure(Operation operation, AwsError error) {
        Dialect dialect = dialect(operation);
        ObjectNode body = Json.object()
                .put("__type", dialect.errorNamespace() + error.code())
                .put("message", error.getMessage());
        body.setAll(error.details());
        WireReply reply = WireReply.of(error.status(), dialect.contentType(), Json.bytes(body));
        return dialect.service().equals("sqs") ? reply.with("x-amzn-query-error", queryError(error)) : reply;
    }

    /**
     * The name that an error of SQS had in the query protocol. The SDK still reports that one as the code.
     *
     * @see <a href="https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait">awsQueryCompatible</a>
     */
    private static String queryError(AwsError error) {
        String code =
                switch (error.code()) {
                    case "QueueDoesNotExist" -> OLD_SQS + "NonExistentQueue";
                    case "QueueNameExists" -> "QueueAlreadyExists";
                    case "BatchEntryIdsNotDistinct",
                            "EmptyBatchRequest",
                            "InvalidBatchEntryId",
                            "MessageNotInflight",
                            "PurgeQueueInProgress",
                            "TooManyEntriesInBatchRequest",
                            "UnsupportedOperation" -> OLD_SQS + error.code();
                    default -> error.code();
                };
        return code + ";" + (error.status() < 500 ? "Sender" : "Receiver");
    }

    private static Dialect dialect(Operation operation) {
        return DIALECTS.values().stream()
                .filter(dialect -> dialect.service().equals(operation.service()))
                .findFirst()
                .orElseThrow();
    }
}
