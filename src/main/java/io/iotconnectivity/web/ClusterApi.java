package io.iotconnectivity.web;

import io.iotconnectivity.engine.Cluster;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tells which instances share the devices. However many ask, the cluster is asked by one thread. */
final class ClusterApi {
    private final Answers answers;
    private final Shared<Optional<Cluster>> cluster;

    ClusterApi(Vertx vertx, Backend facts, Answers answers) {
        this.answers = answers;
        this.cluster = new Shared<>(vertx, () -> facts.engine().cluster());
    }

    void addTo(Router router) {
        router.get("/api/cluster").handler(this::cluster);
    }

    private void cluster(RoutingContext context) {
        Answers.query(context);
        cluster.get()
                .onSuccess(found -> answers.answer(context, () -> View.of(found)))
                .onFailure(context::fail);
    }

    /**
     * What is answered.
     *
     * @param engine {@code kafka}, or {@code embedded}, with which there is nothing else to tell
     */
    private record View(
            String engine,
            Optional<Instant> asOf,
            Optional<String> instance,
            Optional<String> leader,
            List<Cluster.Stage> stages,
            List<Cluster.Instance> instances) {

        static View of(Optional<Cluster> found) {
            return found.map(cluster -> new View(
                            "kafka",
                            Optional.of(cluster.asOf()),
                            Optional.of(cluster.instance()),
                            cluster.leader(),
                            cluster.stages(),
                            cluster.instances()))
                    .orElseGet(() -> new View(
                            "embedded", Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of()));
        }
    }
}
