package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Finds out whether nodes of an installation run. */
final class RunningNodes {
    private static final Duration ANSWERS = Duration.ofSeconds(30);

    private final ClusterSettings settings;

    RunningNodes(ClusterSettings settings) {
        this.settings = settings;
    }

    /**
     * @throws StoreException if one runs, or was killed a moment ago
     */
    void refuse() {
        try (Admin admin = Admin.create(settings.client())) {
            for (String stage : List.of(StageClients.DEVICES, StageClients.INCIDENTS)) {
                int members = members(admin, settings.stage(stage));
                if (members > 0) {
                    throw new StoreException("engine=kafka: " + members
                            + (members == 1 ? " instance of " : " instances of ") + settings.applicationId()
                            + " run. Stop all of them; one that was killed counts for ten more seconds.");
                }
            }
        }
    }

    /** How many members a group has; 0 if there is no such group. */
    static int members(Admin admin, String group) {
        try {
            return admin.describeConsumerGroups(List.of(group))
                    .all()
                    .get(ANSWERS.toMillis(), TimeUnit.MILLISECONDS)
                    .get(group)
                    .members()
                    .size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return 0;
            }
            throw new StoreException(
                    "engine=kafka: Kafka does not tell which instances run: "
                            + e.getCause().getMessage(),
                    e.getCause());
        } catch (TimeoutException e) {
            throw new StoreException("engine=kafka: Kafka does not tell which instances run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted", e);
        }
    }
}
