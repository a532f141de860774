package io.iotconnectivity.doctor;

import io.iotconnectivity.doctor.Features.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * The resources that AWS policies name. In an IoT policy the MQTT wildcards are literal in a topic filter, and
 * {@code *} replaces them in a topic.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/pub-sub-policy.html">Publish/Subscribe
 *     policies</a>
 */
record IotStatements(String region) {
    /** Stands in for the account id, which no setting knows. */
    static final String ACCOUNT = "ACCOUNT_ID";

    /**
     * @param resource after the account, such as {@code client/x}
     */
    String arn(String service, String resource) {
        return arn(service, region, ACCOUNT, resource);
    }

    String arn(String service, String in, String account, String resource) {
        String partition = PartitionMetadata.of(Region.of(region)).id();
        return "arn:" + partition + ":" + service + ":" + in + ":" + account + ":" + resource;
    }

    List<String> clients(String stem) {
        return List.of(arn("iot", "client/" + stem + "-*"));
    }

    List<String> filters(Source source) {
        return List.of(arn("iot", "topicfilter/" + source.filter()));
    }

    List<String> topics(Source source) {
        String topics =
                source.plainFilter().replaceAll("(^|/)\\+(?=/|$)", "$1*").replaceAll("(^|/)#$", "$1*");
        List<String> arns = new ArrayList<>();
        arns.add(arn("iot", "topic/" + topics));
        group(source)
                .map(group -> arn("iot", "topic/$share/" + group + "/" + topics))
                .ifPresent(arns::add);
        return List.copyOf(arns);
    }

    private static Optional<String> group(Source source) {
        return source.isShared() ? Optional.of(source.filter().split("/", 3)[1]) : Optional.empty();
    }

    String connect(String stem) {
        return "iot:Connect on " + clients(stem).get(0);
    }

    String subscribe(Source source) {
        return "iot:Subscribe on " + filters(source).get(0);
    }

    String receive(Source source) {
        return "iot:Receive on " + topics(source).get(0);
    }
}
