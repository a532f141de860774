package io.iotconnectivity.presence;

import static io.iotconnectivity.presence.Story.device;
import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.History.Life;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ReconciliationTest {

    @Test
    void missedOutageAlerts() {
        Story story = device("a").connects(1).passesMinutes(30);
        Instant closed = story.ago(Duration.ofMinutes(10));

        story.isIndexedAs(Asked.gone(closed, Reason.CONNECTION_LOST)).passesSeconds(5);

        assertThat(story.announced()).containsExactly("offline");
        assertThat(story.last(EventType.DEVICE_OFFLINE).device().orElseThrow().since())
                .hasValue(closed);
        assertThat(story.last(EventType.DEVICE_OFFLINE).device().orElseThrow().reason())
                .hasValue("CONNECTION_LOST");
    }

    @Test
    void missedRecoveryResolves() {
        Story story = device("a").connects(1).drops(1, Reason.CONNECTION_LOST).passesMinutes(30);
        Instant back = story.ago(Duration.ofMinutes(10));

        story.isIndexedAs(Asked.connected(back));

        assertThat(story.announced()).containsExactly("offline", "online");
        assertThat(story.last(EventType.DEVICE_ONLINE).device().orElseThrow().outageSeconds())
                .hasValue(20 * 60);
    }

    @Test
    void indexThatLagsBehindTheEventsChangesNothing() {
        Story dropped = device("a").connects(1).passesMinutes(30).drops(1, Reason.CONNECTION_LOST);
        dropped.passesSeconds(40).isIndexedAs(Asked.connected(Story.START));
        assertThat(dropped.verdict()).isEqualTo(Verdict.OFFLINE);

        Story returned = device("a").connects(1).drops(1, Reason.CONNECTION_LOST);
        Instant closed = returned.now();
        returned.passesMinutes(5)
                .connects(2)
                .passesSeconds(3)
                .isIndexedAs(Asked.gone(closed, Reason.CONNECTION_LOST))
                .toItsEnd();
        assertThat(returned.verdict()).isEqualTo(Verdict.ONLINE);
    }

    @Test
    void deviceThatWasGoneBeforeAnythingWasHeardOfItRaisesNoAlarm() {
        Story story = device("a").isIndexedAs(Asked.gone(Story.START.minusSeconds(86_400), Reason.CONNECTION_LOST));
        story.toItsEnd();

        assertThat(story.verdict()).isEqualTo(Verdict.OFFLINE);
        assertThat(story.announced()).isEmpty();
        assertThat(story.connects(1).announced()).isEmpty();
    }

    @Test
    void outageThatIsOverWhenItIsLearntOfIsHistory() {
        Story story = device("a").connects(1).passesMinutes(30);
        story.isIndexedAs(Asked.gone(story.ago(Duration.ofMinutes(10)), Reason.CONNECTION_LOST))
                .passesSeconds(3)
                .connects(2, story.ago(Duration.ofMinutes(5)))
                .toItsEnd();

        assertThat(story.announced()).isEmpty();
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
    }

    @Test
    void backlogOfAnAbsenceThatTheIndexKnowsToBeOverRaisesNoAlarm() {
        Story story = device("a").connects(1).passesMinutes(60);
        Instant closed = story.ago(Duration.ofMinutes(30));
        Instant back = story.ago(Duration.ofMinutes(20));

        story.isIndexedAs(Asked.connected(back))
                .drops(1, Reason.CONNECTION_LOST, closed)
                .passesMinutes(5)
                .connects(2, back)
                .toItsEnd();

        assertThat(story.announced()).isEmpty();
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.drops(2, Reason.CONNECTION_LOST).toItsEnd().announced())
                .containsExactly("offline");
    }

    @Test
    void backlogOfAConnectionWhoseEndTheIndexToldEndsNoOutage() {
        Story story = device("a").connects(1).passesMinutes(60);
        Instant gone = story.ago(Duration.ofMinutes(10));
        story.isIndexedAs(Asked.gone(gone, Reason.CONNECTION_LOST)).passesMinutes(1);
        assertThat(story.announced()).containsExactly("offline");

        story.drops(1, Reason.CONNECTION_LOST, gone.minusSeconds(1200))
                .passesMinutes(1)
                .connects(2, gone.minusSeconds(600))
                .passesMinutes(1)
                .drops(2, Reason.CONNECTION_LOST, gone)
                .toItsEnd();
        assertThat(story.announced()).containsExactly("offline");

        assertThat(story.connects(3).announced()).containsExactly("offline", "online");
    }

    @Test
    void connectionOfSecondsBeforeTheEndThatTheIndexToldEndsNoOutage() {
        Story story = device("a").connects(1).passesMinutes(60);
        Instant gone = story.ago(Duration.ofMinutes(10));
        story.isIndexedAs(Asked.gone(gone, Reason.CONNECTION_LOST)).passesMinutes(1);

        story.drops(1, Reason.CONNECTION_LOST, gone.minusSeconds(40))
                .connects(2, gone.minusSeconds(5))
                .drops(2, Reason.CONNECTION_LOST, gone)
                .toItsEnd();

        assertThat(story.announced()).containsExactly("offline");
        assertThat(story.connects(3, gone.plusSeconds(1)).announced()).containsExactly("offline", "online");
    }

    @Test
    void endThatTheIndexToldIsNoSecondOneWhenItIsHeardBeforeItsBeginning() {
        Story story = device("a").connects(1).passesMinutes(60);
        Instant gone = story.ago(Duration.ofMinutes(10));
        story.isIndexedAs(Asked.gone(gone, Reason.CONNECTION_LOST)).passesMinutes(1);

        story.drops(2, Reason.CONNECTION_LOST, gone.plusSeconds(1))
                .connects(2, gone.minusSeconds(5))
                .drops(1, Reason.CONNECTION_LOST, gone.minusSeconds(40))
                .toItsEnd();

        assertThat(story.announced()).containsExactly("offline");
        assertThat(story.presence().link().orElseThrow().connection().version()).hasValue(2);
    }

    @Test
    void whoeverIsTakenOverAfterTheEndThatTheIndexToldIsThere() {
        Story story = device("a").connects(1).passesMinutes(60);
        Instant gone = story.ago(Duration.ofMinutes(1));
        story.isIndexedAs(Asked.gone(gone, Reason.CONNECTION_LOST)).passesSeconds(20);
        assertThat(story.announced()).containsExactly("offline");

        story.drops(2, Reason.DUPLICATE_CLIENTID, gone.plusSeconds(30));

        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
    }

    @Test
    void laterEndThatTheIndexTellsMakesWhatWasBeforeItHistory() {
        Story story = device("a").connects(1).passesMinutes(60);
        Instant first = story.ago(Duration.ofMinutes(50));
        Instant gone = story.ago(Duration.ofMinutes(10));
        story.drops(1, Reason.CONNECTION_LOST, first).passesMinutes(1);
        assertThat(story.announced()).containsExactly("offline");

        story.isIndexedAs(Asked.gone(gone, Reason.AUTH_ERROR))
                .passesMinutes(3)
                .connects(2, first.plusSeconds(600))
                .passesMinutes(3)
                .drops(2, Reason.AUTH_ERROR, gone)
                .toItsEnd();

        assertThat(story.announced()).containsExactly("offline");
        assertThat(story.presence().since()).hasValue(gone);
    }

    @Test
    void endOfALaterCountIsNoSecondOne() {
        Story story = device("a").connects(7).passesMinutes(600);
        Instant gone = story.ago(Duration.ofMinutes(10));
        story.isIndexedAs(Asked.gone(gone, Reason.CONNECTION_LOST)).passesMinutes(1);

        story.drops(7, Reason.CONNECTION_LOST, gone.minusSeconds(9000))
                .connects(0, gone.minusSeconds(60))
                .drops(0, Reason.CONNECTION_LOST, gone)
                .toItsEnd();
        assertThat(story.announced()).containsExactly("offline");

        assertThat(story.connects(1).announced()).containsExactly("offline", "online");
    }

    @Test
    void silentDeviceThatTheIndexKnowsToHaveComeBackIsOnline() {
        Story story = device("a", Asked.silence()).connects(1).passesMinutes(60);

        story.isIndexedAs(Asked.connected(story.ago(Duration.ofMinutes(1))));

        assertThat(story.announced()).containsExactly("stale", "online");
    }

    @Test
    void unknownIsNoNews() {
        Story story = device("a").connects(1).passesMinutes(30);
        int told = story.events().size();

        story.isIndexedAs(Connectivity.UNKNOWN).toItsEnd();

        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.events()).hasSize(told);
    }

    @Property(tries = 10000)
    void whateverWasLostTheNextComparisonMendsIt(@ForAll("legalHistories") History history, @ForAll Random random) {
        Story story = heardInPart(history, random);
        story.until(history.end().plus(Duration.ofMinutes(10)));

        story.isIndexedAs(truthOf(history)).toItsEnd();

        assertThat(story.verdict())
                .as("verdict after %s", history)
                .isEqualTo(history.last().closed().isPresent() ? Verdict.OFFLINE : Verdict.ONLINE);
    }

    @Property(tries = 5000)
    void comparingAgainTellsNothingNew(@ForAll("legalHistories") History history, @ForAll Random random) {
        Story story = heardInPart(history, random);
        story.until(history.end().plus(Duration.ofMinutes(10)));
        story.isIndexedAs(truthOf(history)).toItsEnd();
        List<String> announced = story.announced();

        story.isIndexedAs(truthOf(history))
                .passesMinutes(60)
                .isIndexedAs(truthOf(history))
                .toItsEnd();

        assertThat(story.announced()).isEqualTo(announced);
    }

    @Property(tries = 10000)
    void answersThatFailDelayAnAlertAndNeverSwallowIt(
            @ForAll("legalHistories") History history, @ForAll Random random) {
        Story plain = Story.device("device");
        Story asking = Story.device("device", Asked.checkAndLog());
        for (Signal signal : signalsOf(history)) {
            plain.until(signal.at()).take(signal);
            asking.until(signal.at()).take(signal);
            if (random.nextInt(4) == 0) {
                asking.isSaidToBe(Connectivity.UNKNOWN);
            }
        }
        plain.toItsEnd();
        asking.toItsEnd();

        // Drawn absences take at most 20 s or at least 130 s, so none ends while an answer is awaited.
        assertThat(asking.announced()).isEqualTo(plain.announced());
        assertThat(asking.verdict()).isEqualTo(plain.verdict());
    }

    @Provide
    Arbitrary<History> legalHistories() {
        return History.legal();
    }

    private static Story heardInPart(History history, Random random) {
        Story story = Story.device("device");
        for (Signal signal : signalsOf(history)) {
            if (random.nextBoolean()) {
                story.until(signal.at()).take(signal);
            }
        }
        return story;
    }

    private static List<Signal> signalsOf(History history) {
        return history.lives().stream()
                .flatMap(life -> Stream.concat(
                        Stream.of(life.connect(Duration.ZERO)),
                        life.closed().stream().map(closed -> life.disconnect(Duration.ZERO))))
                .sorted(Comparator.comparing(Signal::at))
                .toList();
    }

    private static Connectivity truthOf(History history) {
        Life last = history.last();
        return last.closed()
                .map(closed -> Asked.gone(closed, last.reason()))
                .orElseGet(() -> Asked.connected(last.connect(Duration.ZERO).at()));
    }

    @Test
    void deviceThatIsFirstSeenConnectedIsOnlineSinceAwsSaysSo() {
        Instant since = Story.START.minusSeconds(86_400);
        Story story = device("a").isIndexedAs(Asked.connected(since));

        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.presence().since()).hasValue(since);
        assertThat(story.presence().link().orElseThrow().openedAt()).hasValue(since);
        assertThat(story.recorded()).containsExactly("reconciled");
    }

    @Test
    void deviceThatIsFirstSeenGoneIsKnownWithTheReasonThatAwsNames() {
        Instant gone = Story.START.minusSeconds(86_400);
        Story story = device("a").isIndexedAs(Asked.gone(gone, Reason.AUTH_ERROR));

        assertThat(story.presence().reason()).hasValue(Reason.AUTH_ERROR);
        assertThat(story.presence().link().orElseThrow().closedAt()).hasValue(gone);
        assertThat(story.recorded()).containsExactly("reconciled");
        assertThat(story.last(EventType.DEVICE_SIGNAL)
                        .device()
                        .orElseThrow()
                        .signal()
                        .orElseThrow()
                        .reason())
                .hasValue("AUTH_ERROR");
    }

    @Test
    void missedEndIsThatOfTheConnectionThatIsKnown() {
        Story story = device("a").connects(1).passesMinutes(30);
        story.isIndexedAs(Asked.gone(story.now().minusSeconds(60), Reason.CONNECTION_LOST));

        Link link = story.presence().link().orElseThrow();
        assertThat(link.openedAt()).hasValue(Story.START);
        assertThat(link.connection().version()).hasValue(1);
        assertThat(story.recorded()).containsExactly("connected", "reconciled");
    }

    @Test
    void missedPlannedEndIsToldAtOnce() {
        Story story = device("a").connects(1).passesMinutes(30);
        story.isIndexedAs(Asked.gone(story.now().minusSeconds(60), Reason.CLIENT_INITIATED_DISCONNECT));

        assertThat(story.announced()).containsExactly("offline");
    }

    @Test
    void missedConnectIsRecorded() {
        Story story = device("a").connects(1).drops(1, Reason.CONNECTION_LOST).passesMinutes(30);
        Instant back = story.ago(Duration.ofMinutes(10));
        story.isIndexedAs(Asked.connected(back));

        assertThat(story.recorded()).containsExactly("connected", "disconnected", "reconciled");
        assertThat(story.presence().link().orElseThrow().openedAt()).hasValue(back);
        assertThat(story.presence().link().orElseThrow().isOpen()).isTrue();
    }

    @Test
    void connectionThatBeganInTheMillisecondOfTheEndIsTheNextOne() {
        Story story = device("a").connects(1).passesMinutes(30).drops(1, Reason.CONNECTION_LOST);
        Instant both = story.now();
        story.passesSeconds(10).isIndexedAs(Asked.connected(both)).toItsEnd();

        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.announced()).isEmpty();
    }

    @Test
    void connectionThatBeganAndEndedInOneMillisecondIsNotTheNextOne() {
        Story story = device("a").connects(1).drops(1, Reason.CONNECTION_LOST);
        story.passesSeconds(10)
                .isIndexedAs(Asked.connected(story.ago(Duration.ofSeconds(10))))
                .toItsEnd();

        assertThat(story.verdict()).isEqualTo(Verdict.OFFLINE);
    }

    @Test
    void deviceThatOnlySpokeIsGoneWhenAwsSaysSo() {
        Policy withoutPresenceEvents =
                new Policy(Policy.defaults().reasons(), Duration.ofSeconds(30), Duration.ofSeconds(5), false);
        Story story = device("a", withoutPresenceEvents).saysItIsBack().passesMinutes(1);
        Instant gone = story.ago(Duration.ofSeconds(40));
        story.isIndexedAs(Asked.gone(gone, Reason.CONNECTION_LOST)).passesSeconds(5);

        assertThat(story.announced()).containsExactly("offline");
        assertThat(story.presence().since()).hasValue(gone);
        assertThat(story.presence().reason()).hasValue(Reason.CONNECTION_LOST);
    }

    @Test
    void whatAwsSaysOutweighsAnEventOnlyAfterTheIndexHasSettled() {
        Story early = device("a").connects(1).passes(Duration.ofMinutes(5));
        early.isIndexedAs(Connectivity.of(Connectivity.Status.NOT_CONNECTED, Optional.empty(), Optional.empty()));
        Story settled = device("a").connects(1).passes(Duration.ofMinutes(5).plusMillis(1));
        settled.isIndexedAs(Connectivity.of(Connectivity.Status.NOT_CONNECTED, Optional.empty(), Optional.empty()));

        assertThat(early.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(settled.verdict()).isEqualTo(Verdict.SUSPECT);
    }

    @Test
    void connectionBeforeTheEndThatTheIndexToldIsRecordedAndBelongsToThatEnd() {
        Story story = device("a").connects(1).passesMinutes(60);
        Instant gone = story.ago(Duration.ofMinutes(10));
        story.isIndexedAs(Asked.gone(gone, Reason.CONNECTION_LOST)).passesMinutes(1);

        story.connects(2, gone.minusSeconds(600));
        Link link = story.presence().link().orElseThrow();
        assertThat(story.recorded()).endsWith("connected past");
        assertThat(link.openedAt()).hasValue(gone.minusSeconds(600));
        assertThat(link.closedAt()).hasValue(gone);
        assertThat(link.connection().version()).hasValue(2);
    }

    @Test
    void endThatTheIndexToldIsRecordedAsKnownWhenItIsHeardDuringTheGraceAndAfterIt() {
        Story grace = device("a").connects(1).passesMinutes(60);
        Instant gone = grace.now();
        grace.isIndexedAs(Asked.gone(gone, Reason.CONNECTION_LOST)).passesSeconds(3);
        assertThat(grace.verdict()).isEqualTo(Verdict.SUSPECT);
        grace.drops(2, Reason.CONNECTION_LOST, gone);
        Story over = device("a").connects(1).passesMinutes(60);
        over.isIndexedAs(Asked.gone(gone, Reason.CONNECTION_LOST)).passesMinutes(1);
        over.drops(2, Reason.CONNECTION_LOST, gone);

        assertThat(grace.recorded()).endsWith("disconnected past");
        assertThat(over.recorded()).endsWith("disconnected past");
        assertThat(grace.presence().link().orElseThrow().connection().version()).hasValue(2);
        assertThat(over.presence().link().orElseThrow().connection().version()).hasValue(2);
    }

    @Test
    void willOfTheEndThatTheIndexToldTakesNobodyAwayAfterTheReconnect() {
        Story story = device("a").connects(1).passesMinutes(60);
        Instant gone = story.now();
        story.isIndexedAs(Asked.gone(gone, Reason.CONNECTION_LOST)).passesMinutes(1);
        story.drops(2, Reason.CONNECTION_LOST, gone).connects(3).passesSeconds(10);

        assertThat(story.leavesWill().verdict()).isEqualTo(Verdict.ONLINE);
    }

    @Test
    void deviceThatSpokeSinceTheEndThatTheIndexToldCanEndAgain() {
        Story story = device("a").connects(1).passesMinutes(60);
        Instant gone = story.now();
        story.isIndexedAs(Asked.gone(gone, Reason.CONNECTION_LOST))
                .passesMinutes(3)
                .saysItIsBack();
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);

        story.drops(2, Reason.CONNECTION_LOST, gone.plusSeconds(100));
        assertThat(story.verdict()).isEqualTo(Verdict.SUSPECT);
    }

    @Test
    void laterEndIsAnotherOutageOnceTheSlackHasPassed() {
        Story within = device("a").connects(1).passesMinutes(60);
        Instant gone = within.now();
        within.isIndexedAs(Asked.gone(gone, Reason.CONNECTION_LOST)).passesMinutes(5);
        within.drops(2, Reason.CONNECTION_LOST, gone.plus(Duration.ofMinutes(2)));
        Story after = device("a").connects(1).passesMinutes(60);
        after.isIndexedAs(Asked.gone(gone, Reason.CONNECTION_LOST)).passesMinutes(5);
        after.drops(2, Reason.CONNECTION_LOST, gone.plus(Duration.ofMinutes(2)).plusMillis(1));

        assertThat(within.toItsEnd().announced()).containsExactly("offline");
        assertThat(after.toItsEnd().announced()).containsExactly("offline", "online", "offline");
    }

    @Test
    void takeOverBeforeTheEndThatTheIndexToldBringsNobodyBack() {
        Story story = device("a").connects(1).passesMinutes(60);
        Instant gone = story.ago(Duration.ofMinutes(10));
        story.isIndexedAs(Asked.gone(gone, Reason.CONNECTION_LOST)).passesMinutes(1);

        story.drops(2, Reason.DUPLICATE_CLIENTID, gone.minusMillis(1));
        assertThat(story.verdict()).isEqualTo(Verdict.OFFLINE);
        assertThat(story.recorded()).endsWith("disconnected past");

        story.drops(3, Reason.DUPLICATE_CLIENTID, gone);
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
    }
}
