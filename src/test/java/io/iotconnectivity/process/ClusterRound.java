package io.iotconnectivity.process;

import static org.awaitility.Awaitility.await;

import io.iotconnectivity.process.RoundFleet.Outage;
import io.iotconnectivity.process.RoundPlan.Failure;
import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.LifecycleEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One round: a fleet lives while processes fail, and afterwards it is judged what the sinks were told. */
final class ClusterRound implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterRound.class);
    private static final Duration GRACE = Duration.ofSeconds(3);
    /** So many outages that are told show that all goes on. */
    private static final int FEW = 3;

    private static final String EVENTS = "device.offline,device.online,incident.opened,incident.resolved";

    private final RoundPlan plan;
    private final Broker mqtt = Broker.builder().start();
    private final RoundSink desk = new RoundSink();
    private final RoundSink other = new RoundSink();
    private final List<LifecycleEvent> sessions = new CopyOnWriteArrayList<>();
    private final Set<Outage> untoldToOther = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
    private final RoundFleet fleet;
    private final RoundCluster cluster;
    private volatile boolean otherIsDown;
    private volatile boolean over;

    /** What came of it. */
    record Result(List<String> violations, String line) {}

    ClusterRound(RoundPlan plan, Path directory) throws Exception {
        this.plan = plan;
        mqtt.onLifecycle(sessions::add);
        fleet = new RoundFleet(plan.seed(), new PresenceFeed(mqtt), GRACE.dividedBy(2), this::isTold);
        cluster = RoundCluster.start(directory, mqtt.url(), this::settings);
    }

    private Setup settings(Setup setup) {
        return setup.with("policy.CONNECTION_LOST.grace", GRACE.toSeconds() + "s")
                .with("settle", "1s")
                .with("group.pattern", "(?<group>[a-z]+-\\\\d+)-.*")
                .with("storm.window", "5s")
                .with("flapping.threshold", "1000")
                .with("sink.log.enabled", "false")
                .with("webhook.desk.events", EVENTS)
                .with("webhook.other.events", EVENTS)
                .withWebhook("desk", desk.uri())
                .withWebhook("other", other.uri());
    }

    Result play() throws Exception {
        long began = System.nanoTime();
        fleet.connectAll();
        threads.submit(this::live);
        List<String> violations = new ArrayList<>();
        try {
            for (Failure failure : plan.failures()) {
                awaitNews();
                Thread.sleep(failure.pauseMillis());
                LOG.info("Round {}: {}", plan.seed(), failure);
                happens(failure);
            }
            over = true;
            settle();
        } catch (ConditionTimeoutException e) {
            over = true;
            violations.add(e.getMessage());
        }
        violations.addAll(judge());
        return new Result(
                violations,
                "round " + plan.seed() + ": "
                        + (violations.isEmpty() ? "passed" : violations.size() + " violations") + ", "
                        + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + " s, "
                        + fleet.outages().size() + " outages of " + fleet.size() + " devices, " + fleet.moments()
                        + " absences within the grace (" + fleet.unknown().size() + " of unknown length), desk "
                        + said(desk) + ", other " + said(other) + ", "
                        + cluster.leadingTimes().size() + " times a leader, " + cluster.exits() + " exits");
    }

    /** A failure is to find something under way, not what the one before it has left. */
    private void awaitNews() {
        int before = fleet.returned();
        await("outages to be told after a failure")
                .atMost(RoundCluster.PATIENCE)
                .until(() -> {
                    cluster.startTheDead();
                    return fleet.returned() >= before + FEW;
                });
    }

    private static String said(RoundSink sink) {
        RoundJudge judge = new RoundJudge("", sink.calls());
        return sink.calls().size() + " calls (" + judge.repetitions() + " repeated, " + judge.refusals() + " refused)";
    }

    private Void live() throws InterruptedException {
        Random pauses = RoundPlan.random(plan.seed(), 2);
        while (!over) {
            fleet.act();
            Thread.sleep(pauses.nextInt(400));
        }
        return null;
    }

    private void happens(Failure failure) throws Exception {
        int instance = failure.whom() % 2 == 0
                ? cluster.leader().orElse(failure.whom() % RoundPlan.INSTANCES)
                : failure.whom() % RoundPlan.INSTANCES;
        switch (failure.kind()) {
            case INSTANCE_KILLED -> {
                fleet.awayFor(failure.settleMillis(), () -> cluster.kill(instance));
                Thread.sleep(failure.lastsMillis());
                cluster.start(instance);
            }
            case INSTANCE_PAUSED -> {
                fleet.awayFor(failure.settleMillis(), () -> cluster.pause(instance));
                Thread.sleep(failure.lastsMillis());
                cluster.resume(instance);
            }
            case INSTANCE_RESTARTED_IN_A_STORM -> {
                fleet.storm(() -> cluster.stop(instance));
                Thread.sleep(failure.lastsMillis());
                cluster.start(instance);
            }
            case KAFKA_KILLED -> {
                fleet.awayFor(failure.settleMillis(), cluster::killKafka);
                Thread.sleep(failure.lastsMillis());
                cluster.startKafka();
            }
            case SINK_FAILS, SINK_GONE -> otherIsDown(failure);
        }
    }

    private void otherIsDown(Failure failure) {
        boolean leaves = failure.kind() == RoundPlan.Kind.SINK_GONE;
        otherIsDown = true;
        if (leaves) {
            other.leave();
        } else {
            other.fail();
        }
        threads.schedule(
                () -> {
                    other.comeBack(leaves);
                    otherIsDown = false;
                    return null;
                },
                failure.lastsMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** A sink that is told of an incident only after its end is not told of it at all. */
    private boolean isTold(Outage outage) {
        boolean down = otherIsDown;
        boolean told = isTold(outage, desk) && (down || isTold(outage, other));
        if (told && !isTold(outage, other)) {
            untoldToOther.add(outage);
        }
        return told;
    }

    private boolean isTold(Outage outage, RoundSink sink) {
        return has(sink, outage, "device.offline", "incident.opened");
    }

    /** The desk is told of each incident, and so tells which of the others is meant. */
    private boolean has(RoundSink sink, Outage outage, String ofDevices, String ofIncident) {
        return hasEachDevice(sink, outage, ofDevices)
                && desk.incident("incident.opened", outage.incident(), outage.number())
                        .filter(incident -> sink.has(ofIncident, outage.incident(), incident))
                        .isPresent();
    }

    private static boolean hasEachDevice(RoundSink sink, Outage outage, String type) {
        return outage.devices().stream().allMatch(device -> sink.count(type, device) >= outage.number());
    }

    private void settle() {
        cluster.awaitUp();
        await("all devices to be told as offline, so that they can return")
                .atMost(RoundCluster.PATIENCE)
                .until(() -> {
                    cluster.startTheDead();
                    fleet.returnToldOnes();
                    return fleet.away().isEmpty();
                });
        await("all ends to be told").atMost(RoundCluster.PATIENCE).until(() -> fleet.outages().stream()
                .allMatch(outage -> has(desk, outage, "device.online", "incident.resolved")
                        && hasEachDevice(other, outage, "device.online")
                        && (untoldToOther.contains(outage)
                                || has(other, outage, "device.online", "incident.resolved"))));
        await("nothing to be left to do")
                .atMost(RoundCluster.PATIENCE)
                .during(Duration.ofSeconds(3))
                .until(cluster::isIdle);
    }

    private List<String> judge() {
        Map<String, Integer> outages = new TreeMap<>();
        fleet.names().stream()
                .filter(name -> !fleet.unknown().contains(name))
                .forEach(name -> outages.put(name, fleet.outagesOf(name)));
        List<String> violations = new ArrayList<>();
        violations.addAll(
                new RoundJudge("desk", desk.calls()).violations(outages, fleet.outages(), Set.of(), fleet.unknown()));
        violations.addAll(new RoundJudge("other", other.calls())
                .violations(outages, fleet.outages(), untoldToOther, fleet.unknown()));
        violations.addAll(RoundJudge.rivals(cluster.leadingTimes()));
        violations.addAll(cluster.whoMissesDevices(fleet.size()));
        violations.addAll(cluster.deadLetters());
        violations.addAll(takeovers());
        return violations;
    }

    /** Only an instance that was paused has a connection that another one must end. */
    private List<String> takeovers() {
        long paused = plan.failures().stream()
                .filter(failure -> failure.kind() == RoundPlan.Kind.INSTANCE_PAUSED)
                .count();
        Map<String, Long> taken = new TreeMap<>();
        sessions.stream()
                .filter(event -> event.reason().equals(Optional.of("DUPLICATE_CLIENTID")))
                .forEach(event -> taken.merge(event.clientId(), 1L, Long::sum));
        return taken.entrySet().stream()
                .filter(client -> client.getValue() > paused)
                .map(client -> client.getKey() + " was taken over " + client.getValue() + " times: " + sessions)
                .toList();
    }

    @Override
    public void close() {
        over = true;
        threads.shutdownNow();
        cluster.close();
        desk.close();
        other.close();
        mqtt.close();
    }
}
