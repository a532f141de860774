package io.iotconnectivity.doctor;

import io.iotconnectivity.aws.AwsClients;
import io.iotconnectivity.net.NoWayOut;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Checks the account's IoT data endpoint: whether the settings name it, and whether it can be reached. */
final class DataEndpoint implements Check {
    private static final int HTTPS = 443;
    private static final String SETTING = "aws.iot.data-endpoint";

    private final Features features;
    private final AwsClients aws;

    DataEndpoint(Features features, AwsClients aws) {
        this.features = features;
        this.aws = aws;
    }

    @Override
    public String name() {
        return "IoT data endpoint";
    }

    @Override
    public boolean isUsed() {
        return features.dataPlane();
    }

    @Override
    public List<Finding> look() {
        List<Finding> found = new ArrayList<>();
        Optional<String> set = features.settings().aws().dataEndpoint();
        String own = "";
        try {
            own = Unanswered.ask("iot:DescribeEndpoint", () -> aws.iot()
                    .describeEndpoint(request -> request.endpointType("iot:Data-ATS"))
                    .endpointAddress());
        } catch (Unanswered e) {
            found.add(e.finding(name()));
        }
        String asked = own;
        set.filter(endpoint -> !asked.isEmpty() && !host(endpoint).equalsIgnoreCase(host(asked)))
                .map(endpoint -> Finding.warning(
                        name(),
                        SETTING + " names " + endpoint + ", but the account's endpoint in this region is " + asked,
                        SETTING + " = " + asked))
                .ifPresent(found::add);
        String endpoint = set.orElse(asked);
        if (!endpoint.isEmpty()) {
            found.add(reach(endpoint, set.map(DataEndpoint::uri).orElseGet(this::used)));
        }
        return found;
    }

    /** A local one from the environment takes precedence over AWS's answer. */
    private URI used() {
        return Unanswered.ask("iot:DescribeEndpoint", aws::dataEndpoint);
    }

    /** Any response will do: AWS reveals nothing there without a signature. */
    private Finding reach(String endpoint, URI uri) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(uri)
                .putHeader("User-Agent", "iot-connectivity")
                .build();
        try (AbortableInputStream body = aws.http()
                .prepareRequest(HttpExecuteRequest.builder().request(request).build())
                .call()
                .responseBody()
                .orElseGet(() -> AbortableInputStream.create(InputStream.nullInputStream()))) {
            body.abort();
            return Finding.ok(name(), endpoint + " can be reached");
        } catch (IOException e) {
            int port = uri.getPort() == -1 ? HTTPS : uri.getPort();
            return Finding.error(
                    name(),
                    endpoint + " cannot be reached: " + e.getMessage(),
                    NoWayOut.in(e).map(NoWayOut::fix).orElse("open port " + port + " to it, or correct " + SETTING));
        }
    }

    private static String host(String endpoint) {
        return String.valueOf(uri(endpoint).getHost());
    }

    private static URI uri(String endpoint) {
        return URI.create(endpoint.contains("://") ? endpoint : "https://" + endpoint);
    }
}
