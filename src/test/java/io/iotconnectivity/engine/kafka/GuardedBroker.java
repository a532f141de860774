package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.process.FreePort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** A real broker with Kafka's own authorizer: the user {@code iot} signs in with SASL and may do what it has been given. */
final class GuardedBroker implements AutoCloseable {
    private static final String USER = "iot";
    private static final String PASSWORD = "not-a-secret";
    private static final String MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule required";

    private final KafkaBroker broker;
    private final String address;
    private final Admin superuser;

    private GuardedBroker(KafkaBroker broker, String address) {
        this.broker = broker;
        this.address = address;
        this.superuser = Admin.create(Map.of("bootstrap.servers", broker.address()));
    }

    /**
     * @param directory empty, for its logs
     */
    static GuardedBroker start(Path directory) throws IOException {
        String address = "127.0.0.1:" + FreePort.find();
        KafkaBroker broker = KafkaBroker.start(
                directory,
                "GUARDED://" + address,
                Map.of(
                        "listener.security.protocol.map",
                        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,GUARDED:SASL_PLAINTEXT",
                        "inter.broker.listener.name",
                        "PLAINTEXT",
                        "listener.name.guarded.sasl.enabled.mechanisms",
                        "PLAIN",
                        "listener.name.guarded.plain.sasl.jaas.config",
                        MODULE + " user_" + USER + "=\"" + PASSWORD + "\";",
                        "authorizer.class.name",
                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "super.users",
                        "User:ANONYMOUS"));
        return new GuardedBroker(broker, address);
    }

    /** Where the user signs in. */
    String address() {
        return address;
    }

    /** What the user signs in with. */
    Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        properties.put("security.protocol", "SASL_PLAINTEXT");
        properties.put("sasl.mechanism", "PLAIN");
        properties.put("sasl.jaas.config", MODULE + " username=\"" + USER + "\" password=\"" + PASSWORD + "\";");
        return properties;
    }

    /** Gives the user everything with names that begin so, as {@code kafka-acls.sh --operation All} does; the broker knows it soon. */
    void give(String prefix, ResourceType... types) throws Exception {
        superuser
                .createAcls(Stream.of(types)
                        .map(type -> new AclBinding(
                                new ResourcePattern(type, prefix, PatternType.PREFIXED),
                                new AccessControlEntry("User:" + USER, "*", AclOperation.ALL, AclPermissionType.ALLOW)))
                        .toList())
                .all()
                .get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        superuser.close();
        broker.close();
    }
}
