package io.iotconnectivity.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Sentence;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Connectivity.Status;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.LifeChange.By;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LifeTest {
    private static final Duration YEAR = Duration.ofDays(365);
    private static final LifeChange DELETED = LifeChange.by(By.REGISTRY, "its thing was deleted");

    private static Story away() {
        return Story.device("pump-7")
                .connects(1)
                .passesMinutes(10)
                .drops(1, Reason.CONNECTION_LOST)
                .passesMinutes(10);
    }

    @Test
    void retiringEndsTheOutageAndSaysWhoAndWhy() {
        Story story = away().isRetired();

        assertThat(story.verdict()).isEqualTo(Verdict.RETIRED);
        assertThat(story.announced()).containsExactly("offline", "retired");
        assertThat(story.presence().outage()).isEmpty();
        assertThat(story.presence().since()).contains(story.now());
        assertThat(story.presence().lifeChange())
                .isEqualTo(Optional.of(LifeChange.byOperator(Optional.of("anna"), Optional.of("scrapped"))));
        DeviceData told = story.last(EventType.DEVICE_RETIRED).device().orElseThrow();
        assertThat(told.incidentId())
                .isPresent()
                .isEqualTo(story.last(EventType.DEVICE_OFFLINE)
                        .device()
                        .orElseThrow()
                        .incidentId());
        assertThat(told.previousState()).isEqualTo(Verdict.OFFLINE);
        assertThat(Sentence.of(story.last(EventType.DEVICE_RETIRED))).isEqualTo("pump-7 was retired by anna: scrapped");
    }

    @Test
    void retiringInTheGraceLeavesNothingToComeDue() {
        Story story =
                Story.device("a").connects(1).drops(1, Reason.CONNECTION_LOST).isRetired();

        assertThat(story.presence().deadline()).isEmpty();
        assertThat(story.toItsEnd().announced()).containsExactly("retired");
    }

    @Test
    void retiringAgainChangesNothing() {
        Story story = away().isRetired().passesMinutes(1);
        Presence before = story.presence();

        assertThat(story.isRetired(DELETED).presence()).isEqualTo(before);
    }

    @Test
    void deviceThatWasNeverHeardOfIsNotRetired() {
        assertThat(Story.device("a").isRetired().presence().isUnseen()).isTrue();
    }

    @Test
    void retiredDeviceReturnsByConnecting() {
        Story story = away().isRetired().passesMinutes(60).connects(2);

        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.presence().lifeChange()).isEmpty();
        assertThat(story.announced()).containsExactly("offline", "retired", "returned");
        assertThat(Sentence.of(story.last(EventType.DEVICE_RETURNED)))
                .isEqualTo("pump-7 is back in service: it connected; it is ONLINE now");
        assertThat(story.passesMinutes(1)
                        .drops(2, Reason.CONNECTION_LOST)
                        .passesMinutes(2)
                        .announced())
                .endsWith("returned", "offline");
    }

    @Test
    void aDuplicateOfAnOldConnectDoesNotBringItBack() {
        Instant first = Story.START;
        Story story = away().isRetired().passesMinutes(60).connects(1, first);

        assertThat(story.verdict()).isEqualTo(Verdict.RETIRED);
    }

    @Test
    void aConnectFromLongBeforeItWasRetiredDoesNotBringItBack() {
        Story story = away().passesMinutes(60).isRetired();

        assertThat(story.connects(2, story.ago(Duration.ofMinutes(30))).verdict())
                .isEqualTo(Verdict.RETIRED);
        assertThat(story.drops(2, Reason.CONNECTION_LOST, story.ago(Duration.ofMinutes(20)))
                        .verdict())
                .isEqualTo(Verdict.RETIRED);
    }

    /** AWS's clock and ours differ, and a device that is there must not stay retired. */
    @Test
    void aConnectWithinTheToleranceOfTheClocksBringsItBack() {
        Story story = away().passesMinutes(60).isRetired();

        assertThat(story.connects(2, story.ago(Duration.ofMinutes(1))).verdict())
                .isEqualTo(Verdict.ONLINE);
    }

    @Test
    void whatItsOldConnectionSaysDoesNotBringItBack() {
        Story story = Story.device("a").connects(1).passesMinutes(1).isRetired().passesMinutes(5);

        assertThat(story.saysItIsBack().leavesWill().verdict()).isEqualTo(Verdict.RETIRED);
        assertThat(story.isRefused().drops(1, Reason.CONNECTION_LOST).toItsEnd().announced())
                .containsExactly("retired");
        assertThat(story.recorded())
                .containsExactly("connected", "last_will past", "connect_failed past", "disconnected");
        assertThat(story.asked()).isEmpty();
        assertThat(story.connects(2).verdict()).isEqualTo(Verdict.ONLINE);
    }

    @Test
    void withoutPresenceEventsASignOfLifeBringsItBack() {
        Policy wills = new Policy(Policy.defaults().reasons(), Duration.ofSeconds(30), Duration.ofSeconds(5), false);
        Story story = Story.device("a", wills)
                .saysItIsBack()
                .passesMinutes(1)
                .isRetired()
                .passesMinutes(5);

        assertThat(story.saysItIsBack().verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.announced()).containsExactly("retired", "returned");
    }

    @Test
    void connectionThatTheIndexSawBeginAfterwardsBringsItBack() {
        Story story = away().isRetired().passesMinutes(60);
        Instant before = story.ago(Duration.ofHours(2));

        story.isIndexedAs(Connectivity.of(Status.CONNECTED, Optional.of(before), Optional.empty()));
        assertThat(story.verdict()).isEqualTo(Verdict.RETIRED);
        Instant after = story.ago(Duration.ofMinutes(5));
        story.isIndexedAs(Connectivity.of(Status.CONNECTED, Optional.of(after), Optional.empty()));
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.presence().since()).contains(after);
        assertThat(story.announced()).containsExactly("offline", "retired", "returned");
    }

    @Test
    void registryDoesNotRetireADeviceThatIsConnected() {
        Story story = Story.device("a").connects(1).isRetired(DELETED);

        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.drops(1, Reason.CONNECTION_LOST).isRetired(DELETED).verdict())
                .isEqualTo(Verdict.RETIRED);
    }

    @Test
    void restoredDeviceHasTheStateOfItsLastConnectionWithoutAnAlert() {
        Story story = away().isRetired().passesMinutes(60).isRestored();

        assertThat(story.verdict()).isEqualTo(Verdict.OFFLINE);
        assertThat(story.presence().since()).contains(Story.START.plus(Duration.ofMinutes(10)));
        assertThat(story.toItsEnd().announced()).containsExactly("offline", "retired", "returned");
        assertThat(Sentence.of(story.last(EventType.DEVICE_RETURNED)))
                .isEqualTo("pump-7 is back in service by ben: still in use; it is OFFLINE now");
        assertThat(story.connects(2).announced()).endsWith("returned");
    }

    @Test
    void deviceThatWasRetiredWhileConnectedIsOnlineWhenRestored() {
        assertThat(Story.device("a")
                        .connects(1)
                        .passesMinutes(1)
                        .isRetired()
                        .passesMinutes(1)
                        .isRestored()
                        .verdict())
                .isEqualTo(Verdict.ONLINE);
    }

    @Test
    void restoringADeviceInServiceChangesNothing() {
        Presence before = away().presence();

        assertThat(away().isRestored().presence()).isEqualTo(before);
    }

    private static final Connectivity NEVER = Connectivity.of(Status.NOT_CONNECTED, Optional.empty(), Optional.empty());

    private static Story registered() {
        return Story.device("a", Policy.defaults().withNeverConnected(Optional.of(Duration.ofDays(7))))
                .isIndexedAs(NEVER);
    }

    @Test
    void registeredDeviceThatDoesNotConnectInTimeHasNeverConnected() {
        Story story = registered().passes(Duration.ofDays(6));
        assertThat(story.verdict()).isEqualTo(Verdict.UNKNOWN);

        assertThat(story.isIndexedAs(NEVER).passes(Duration.ofDays(1)).verdict())
                .isEqualTo(Verdict.NEVER_CONNECTED);
        assertThat(story.announced()).containsExactly("never-connected");
        assertThat(story.presence().since()).contains(Story.START);
        assertThat(story.isIndexedAs(NEVER).passes(YEAR).announced()).hasSize(1);
    }

    @Test
    void registeredDeviceThatConnectsIsADeviceLikeAnyOther() {
        assertThat(registered().passes(Duration.ofDays(8)).connects(1).verdict())
                .isEqualTo(Verdict.ONLINE);
        assertThat(registered().connects(1).passes(YEAR).announced()).isEmpty();
        Story story = registered().passes(Duration.ofDays(8));
        Instant left = story.ago(Duration.ofHours(1));
        story.isIndexedAs(Connectivity.of(Status.NOT_CONNECTED, Optional.of(left), Optional.empty()));
        assertThat(story.verdict()).isEqualTo(Verdict.OFFLINE);
        assertThat(story.announced()).containsExactly("never-connected");
    }

    @Test
    void deviceThatHasNeverConnectedCanBeRetiredAndRestored() {
        Story story = registered().passes(Duration.ofDays(8)).isRetired(DELETED);
        assertThat(story.verdict()).isEqualTo(Verdict.RETIRED);

        assertThat(story.isRestored()
                        .isIndexedAs(NEVER)
                        .passes(Duration.ofDays(8))
                        .verdict())
                .isEqualTo(Verdict.NEVER_CONNECTED);
    }

    @Test
    void deviceOfWhichNothingIsHeardIsForgotten() {
        Story story = away().passes(YEAR);

        assertThat(story.isForgottenAfter(YEAR).presence().isUnseen()).isTrue();
        assertThat(story.announced()).containsExactly("offline", "forgotten");
        assertThat(story.last(EventType.DEVICE_FORGOTTEN).device().orElseThrow().incidentId())
                .isPresent();
    }

    @Test
    void deviceThatIsConnectedOrHasBeenHeardOfIsNotForgotten() {
        assertThat(Story.device("a")
                        .connects(1)
                        .passes(YEAR)
                        .isForgottenAfter(YEAR)
                        .verdict())
                .isEqualTo(Verdict.ONLINE);
        assertThat(away().passes(YEAR).isRetired().isForgottenAfter(YEAR).verdict())
                .isEqualTo(Verdict.RETIRED);
    }

    @Test
    void forgottenDeviceThatConnectsIsNew() {
        Story story =
                away().passes(YEAR).isForgottenAfter(YEAR).passesMinutes(1).connects(1);

        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.announced()).containsExactly("offline", "forgotten");
        assertThat(story.presence().sequence())
                .isGreaterThan(story.last(EventType.DEVICE_FORGOTTEN)
                        .device()
                        .orElseThrow()
                        .sequence());
    }
}
