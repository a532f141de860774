package io.iotconnectivity.doctor;

import java.util.List;
import java.util.Map;

/**
 * What IAM must allow so that topics, groups and transactions of an MSK cluster can be used; for those who sign in with it.
 *
 * @param names of resources
 * @see <a href="https://docs.aws.amazon.com/msk/latest/developerguide/kafka-actions.html">Actions of MSK</a>
 */
record MskStatements(IotStatements names) {
    /** Stands in for the name and the id of the cluster, which no setting knows. */
    private static final String CLUSTER = "CLUSTER_NAME/*";

    /** Whether these clients of Kafka sign in with IAM. */
    static boolean areNeeded(Map<String, String> properties) {
        return "AWS_MSK_IAM".equals(properties.get("sasl.mechanism"));
    }

    /** For {@code engine=kafka}, all of whose topics, groups and transactions begin with the id of the application. */
    void engine(PolicyDocument policy, String applicationId) {
        String ours = applicationId + "*";
        policy.allow(
                        "KafkaCluster",
                        List.of(
                                "kafka-cluster:Connect",
                                "kafka-cluster:DescribeCluster",
                                "kafka-cluster:WriteDataIdempotently"),
                        List.of(arn("cluster", "")))
                .allow(
                        "KafkaTopics",
                        List.of(
                                "kafka-cluster:CreateTopic",
                                "kafka-cluster:DescribeTopic",
                                "kafka-cluster:DescribeTopicDynamicConfiguration",
                                "kafka-cluster:ReadData",
                                "kafka-cluster:WriteData"),
                        List.of(arn("topic", ours)))
                .allow(
                        "KafkaGroups",
                        List.of("kafka-cluster:DescribeGroup", "kafka-cluster:AlterGroup", "kafka-cluster:DeleteGroup"),
                        List.of(arn("group", ours)))
                .allow(
                        "KafkaTransactions",
                        List.of("kafka-cluster:DescribeTransactionalId", "kafka-cluster:AlterTransactionalId"),
                        List.of(arn("transactional-id", ours)));
    }

    /** For a source that reads a topic. */
    void source(PolicyDocument policy, String topic, String group) {
        policy.allow("KafkaSourceCluster", List.of("kafka-cluster:Connect"), List.of(arn("cluster", "")))
                .allow(
                        "KafkaSourceTopic",
                        List.of(
                                "kafka-cluster:DescribeTopic",
                                "kafka-cluster:DescribeTopicDynamicConfiguration",
                                "kafka-cluster:ReadData"),
                        List.of(arn("topic", topic)))
                .allow(
                        "KafkaSourceGroup",
                        List.of("kafka-cluster:DescribeGroup", "kafka-cluster:AlterGroup"),
                        List.of(arn("group", group)));
    }

    private String arn(String kind, String name) {
        return names.arn("kafka", kind + "/" + CLUSTER + (name.isEmpty() ? "" : "/" + name));
    }
}
