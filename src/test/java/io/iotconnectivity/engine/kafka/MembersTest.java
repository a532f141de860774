package io.iotconnectivity.engine.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.Cluster;
import io.iotconnectivity.engine.kafka.Members.Membership;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MembersTest {
    private static final Instant EARLY = Instant.parse("2026-11-29T16:55:00.007Z");
    private static final Instant LATE = Instant.parse("2026-11-29T17:01:02Z");
    private static final String HOST = "/10.0.0.1";

    private final Members members = new Members();

    @ParameterizedTest
    @ValueSource(strings = {"node-1", "a_b_20261129T165500.007Z_c", "iot-connectivity-0.iot.svc"})
    void clientIdTellsTheInstanceAndItsStart(String name) {
        Member member = new Member(name, EARLY.plusNanos(999));

        assertThat(Member.of(member.clientId("leader"))).isEqualTo(member);
        assertThat(Member.of(member.clientId("devices") + "-StreamThread-1-consumer"))
                .isEqualTo(member);
    }

    @Test
    void clientIdCanBeReadByPeople() {
        assertThat(new Member("node-1", EARLY).clientId("sink-desk"))
                .isEqualTo("node-1_20261129T165500.007Z_sink-desk");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sink-desk-1f0c", "node-1_20261399T165500.007Z_leader", "", "_20261129T165500.007Z_leader"})
    void otherClientIdStandsForItself(String clientId) {
        assertThat(Member.of(clientId)).isEqualTo(new Member(clientId, Optional.empty()));
    }

    @Test
    void eachInstanceHasWhatIsAssignedToItsClients() {
        members.ofLeaders(List.of(of("b", EARLY, "leader", 0), of("a", EARLY, "leader")));
        members.ofStage("devices", List.of(of("a", EARLY, "devices", 2, 0), of("b", EARLY, "devices", 1)));
        members.ofSink("desk", List.of(of("c", LATE, "sink-desk", 3)));

        assertThat(members.withView()).containsExactly("a", "b");
        assertThat(members.assigned("devices")).containsExactly(List.of(0, 2), List.of(1), List.of());
        assertThat(members.instances(name -> name.equals("a") ? Optional.of(7L) : Optional.empty()))
                .containsExactly(
                        instance("a", EARLY, false, true, Optional.of(7L), Map.of("devices", List.of(0, 2)), Map.of()),
                        instance("b", EARLY, true, true, Optional.empty(), Map.of("devices", List.of(1)), Map.of()),
                        instance("c", LATE, false, false, Optional.empty(), Map.of(), Map.of("desk", List.of(3))));
    }

    @Test
    void instanceThatWasStartedAgainIsAnotherMemberUntilItIsMissed() {
        members.ofStage("devices", List.of(of("a", EARLY, "devices", 1), of("a", LATE, "devices")));

        assertThat(members.instances(name -> Optional.empty()))
                .extracting(Cluster.Instance::since)
                .containsExactly(Optional.of(EARLY), Optional.of(LATE));
    }

    @Test
    void instanceThatAnswersIsThereBeforeKafkaHasSeenIt() {
        members.add(new Member("a", LATE));

        assertThat(members.instances(name -> Optional.empty())).singleElement().satisfies(self -> {
            assertThat(self.name()).isEqualTo("a");
            assertThat(self.host()).isEmpty();
        });
    }

    @Test
    void partitionsThatNobodyHasAreCounted() {
        assertThat(Cluster.Stage.of("devices", 12, List.of(List.of(0, 1), List.of(2)), Optional.of(5L)))
                .isEqualTo(new Cluster.Stage("devices", 12, 9, Optional.of(5L)));
    }

    private static Membership of(String name, Instant since, String role, Integer... partitions) {
        return new Membership(new Member(name, since).clientId(role), HOST, List.of(partitions));
    }

    private static Cluster.Instance instance(
            String name,
            Instant since,
            boolean leads,
            boolean view,
            Optional<Long> viewLag,
            Map<String, List<Integer>> stages,
            Map<String, List<Integer>> sinks) {
        return new Cluster.Instance(
                name, Optional.of(since), Optional.of("10.0.0.1"), leads, view, viewLag, stages, sinks);
    }
}
