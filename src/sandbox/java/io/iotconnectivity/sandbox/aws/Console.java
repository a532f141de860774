package io.iotconnectivity.sandbox.aws;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import io.iotconnectivity.sandbox.aws.protocol.Service;
import io.iotconnectivity.sandbox.aws.protocol.WireReply;
import io.iotconnectivity.sandbox.aws.protocol.WireRequest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The endpoint's pages for people and for tests in other processes, besides AWS's operations. */
final class Console {
    private static final String PREFIX = "/_sandbox/";

    private final Faults faults;
    private final Map<String, Supplier<JsonNode>> dumps = new LinkedHashMap<>();

    Console(Map<String, Service> services, Map<String, Supplier<JsonNode>> pages, Faults faults) {
        this.faults = faults;
        dumps.put("tables", services.get("dynamodb")::dump);
        dumps.put("topics", services.get("sns")::dump);
        dumps.put("queues", services.get("sqs")::dump);
        dumps.put("shadows", services.get("iotdata")::dump);
        dumps.putAll(pages);
        dumps.put("metrics", services.get("cloudwatch")::dump);
        dumps.put("logs", services.get("logs")::dump);
        dumps.put("faults", faults::dump);
    }

    WireReply answer(WireRequest request) {
        if (request.path().equals("/") && request.method().equals("GET")) {
            return WireReply.of(200, "text/html; charset=utf-8", page().getBytes(StandardCharsets.UTF_8));
        }
        if (request.path().equals(PREFIX + "faults") && !request.method().equals("GET")) {
            return changeFaults(request);
        }
        String name = request.path().startsWith(PREFIX) ? request.path().substring(PREFIX.length()) : "";
        if (request.method().equals("GET") && dumps.containsKey(name)) {
            return WireReply.of(
                    200, "application/json", Json.readable(dumps.get(name).get()));
        }
        return text(
                404,
                "The sandbox has nothing at " + request.method() + " " + request.path()
                        + ". It answers the AWS operations that the product uses; GET / lists what else there is.\n");
    }

    private WireReply changeFaults(WireRequest request) {
        // A page of another origin cannot send this header without asking first, and it would not be allowed.
        boolean json = request.header("content-type")
                .filter(type -> type.startsWith("application/json"))
                .isPresent();
        if (request.method().equals("DELETE")) {
            faults.clear();
            return text(200, "All is well again.\n");
        }
        if (!request.method().equals("POST") || !json) {
            return text(415, "POST a fault as application/json, or DELETE all.\n");
        }
        try {
            faults.add(Json.readObject(request.body()));
            return WireReply.of(200, "application/json", Json.readable(faults.dump()));
        } catch (IllegalArgumentException | AwsError e) {
            return text(400, e.getMessage() + "\n");
        }
    }

    private String page() {
        StringBuilder links = new StringBuilder();
        dumps.keySet().forEach(name -> links.append("<li><a href=\"")
                .append(PREFIX)
                .append(name)
                .append("\">")
                .append(name)
                .append("</a></li>\n"));
        return """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><title>AWS, locally</title>
                <style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:42em;margin:2em auto;padding:0 1em}
                pre{padding:.8em;border:1px solid;border-radius:4px;overflow:auto}</style></head><body>
                <h1>AWS, locally</h1>
                <p>This is the sandbox of iot-connectivity. It answers the AWS SDK and the AWS command line for DynamoDB, SNS, SQS, IoT,
                device shadows, CloudWatch, CloudWatch Logs and STS, all from memory. Nothing here is, or reaches, a real account.</p>
                <pre>export AWS_ENDPOINT_URL=http://127.0.0.1:4566 AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1
                export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
                aws dynamodb scan --table-name iot-connectivity-devices</pre>
                <p>What it holds:</p>
                <ul>
                """
                + links
                + """
                </ul>
                <p>Let calls fail:</p>
                <pre>curl -H 'Content-Type: application/json' http://127.0.0.1:4566/_sandbox/faults \\
                  -d '{"service":"dynamodb","operation":"UpdateItem","fault":"throttle","times":3}'</pre>
                </body></html>
                """;
    }

    private static WireReply text(int status, String text) {
        return WireReply.of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }
}
