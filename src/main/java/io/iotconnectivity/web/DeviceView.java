package io.iotconnectivity.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.network.NetworkFacts;
import io.iotconnectivity.presence.CutOff;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Link;
import io.iotconnectivity.presence.Outage;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.ReasonPolicy;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Overlay;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A device as the interface shows it, in the vocabulary of the device events.
 *
 * @param deviceClass the class by whose numbers it was decided last; absent: the default class
 * @param severity of the outage, also during the grace period; absent while the device is online
 * @param group the device's group from the settings; absent if it has none
 * @param overlays conditions that hold besides the state; absent if there are none
 * @param missing while it is deaf: the topic filters that it must be subscribed to and is not; absent if it is not
 * @param network the network of that address; absent if no address is known
 * @param diagnosis what the IoT log says about the outage; {@code found: false} if it says nothing
 * @param extra what the enrich routes know about it, by their names; absent if that is nothing
 * @param lastSeen the latest sign of life, where silence is measured
 * @param worstCaseDetectionSeconds how long the broker may take to notice that the device is gone without a disconnect
 * @param expectedBack when a device that said goodbye is expected back, if its class says so
 * @param disconnectedBy who had AWS end its last connection, if that is how it ended
 * @param graceEndsAt when a device that is SUSPECT becomes OFFLINE
 */
record DeviceView(
        String clientId,
        Verdict state,
        Optional<Instant> since,
        Optional<String> thingName,
        @JsonProperty("class") Optional<String> deviceClass,
        Optional<String> reason,
        Optional<Cause> cause,
        Optional<Severity> severity,
        Optional<String> group,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Overlay> overlays,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> missing,
        boolean lastWill,
        Optional<String> sessionIdentifier,
        OptionalLong versionNumber,
        Optional<String> principalIdentifier,
        Optional<String> ipAddress,
        Optional<String> sourceIp,
        Optional<NetworkFacts> network,
        Optional<Diagnosis> diagnosis,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Extra> extra,
        Optional<Instant> lastSeen,
        OptionalLong keepAliveSeconds,
        OptionalLong worstCaseDetectionSeconds,
        boolean verified,
        Optional<Instant> expectedBack,
        Optional<Instant> graceEndsAt,
        Optional<String> incidentId,
        Optional<LifeChange> retired,
        Optional<LifeChange> disconnectedBy,
        Instant updatedAt,
        long sequence) {

    static DeviceView of(Presence presence, Backend facts) {
        DeviceClasses classes = facts.classes();
        Policy policy = classes.policyOf(presence.deviceClass());
        Connection connection = presence.link().map(Link::connection).orElse(Connection.UNKNOWN);
        Optional<Reason> reason = presence.reason();
        Optional<ReasonPolicy> treatment = reason.map(policy::of);
        Optional<Outage> outage = presence.outage().filter(open -> reason.isPresent());
        Optional<Instant> expectedBack = policy.expectedBack(presence);
        boolean asleep = presence.state() == Verdict.SUSPECT && expectedBack.isPresent();
        return new DeviceView(
                presence.client().value(),
                presence.state(),
                presence.since(),
                presence.thing(),
                presence.deviceClass(),
                reason.map(Reason::name),
                outage.map(Outage::cause).or(() -> treatment.map(ReasonPolicy::cause)),
                outage.map(Outage::severity)
                        .or(() -> treatment.map(known -> asleep ? Severity.NONE : known.severity())),
                facts.ledger().group(presence.client()),
                presence.overlays().stream().sorted().toList(),
                presence.findings().missing(),
                presence.will().isPresent(),
                connection.session(),
                connection.version(),
                connection.principal(),
                connection.ipAddress(),
                presence.findings().sourceIp(),
                facts.networks().find(presence),
                presence.findings().diagnosis(),
                presence.findings().known(),
                presence.lastSeen(),
                seconds(presence.findings().keepAlive()),
                seconds(presence.worstCaseDetection()),
                presence.verified(),
                expectedBack,
                presence.deadline().filter(at -> presence.state() == Verdict.SUSPECT),
                presence.outage().map(Outage::incidentId),
                presence.lifeChange(),
                presence.link().filter(Link::isCutOff).flatMap(Link::cutOff).map(CutOff::by),
                presence.updatedAt(),
                presence.sequence());
    }

    private static OptionalLong seconds(Optional<Duration> duration) {
        return duration.map(known -> OptionalLong.of(known.toSeconds())).orElse(OptionalLong.empty());
    }
}
