package io.iotconnectivity.presence;

import static io.iotconnectivity.presence.ConnectionOrder.Relation.NEWER;
import static io.iotconnectivity.presence.ConnectionOrder.Relation.OLDER;
import static io.iotconnectivity.presence.ConnectionOrder.Relation.SAME;
import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.presence.ConnectionOrder.Relation;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Each rule of the order, at its limit and a millisecond beside it. */
class ConnectionOrderTest {
    private static final Instant OPENED = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant CLOSED = OPENED.plus(Duration.ofMinutes(10));
    private static final Instant HEARD = OPENED.plus(Duration.ofHours(2));
    private static final Duration RESET = Duration.ofMinutes(55);
    private static final Duration SLACK = Duration.ofMinutes(2);
    private static final Duration MILLI = Duration.ofMillis(1);

    private static final Connection UNNAMED = session("");

    private static Connection version(long version) {
        return of(OptionalLong.of(version), "");
    }

    private static Connection session(String session) {
        return of(OptionalLong.empty(), session);
    }

    private static Connection of(OptionalLong version, String session) {
        return new Connection(
                version,
                Optional.of(session).filter(name -> !name.isEmpty()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Link open(Connection connection) {
        return Link.opened(connection, OPENED, HEARD);
    }

    private static Link ended(Connection connection) {
        return open(connection).withEnd(connection, CLOSED, Reason.CONNECTION_LOST, HEARD);
    }

    private static Link endOnly(Connection connection) {
        return Link.closed(connection, CLOSED, Reason.CONNECTION_LOST, HEARD);
    }

    private static Relation connect(Link known, Connection connection, Instant at) {
        return ConnectionOrder.ofConnect(known, connection, at);
    }

    private static Relation disconnect(Link known, Connection connection, Instant at) {
        return ConnectionOrder.ofDisconnect(known, connection, at);
    }

    @Test
    void higherVersionIsNewerUnlessItIsOfACountThatWasOver() {
        Instant limit = OPENED.minus(RESET);
        Instant limitOfEnded = CLOSED.minus(RESET);

        assertThat(connect(open(version(3)), version(4), limit)).isEqualTo(OLDER);
        assertThat(connect(open(version(3)), version(4), limit.plus(MILLI))).isEqualTo(NEWER);
        assertThat(connect(ended(version(3)), version(4), limitOfEnded)).isEqualTo(OLDER);
        assertThat(connect(ended(version(3)), version(4), limitOfEnded.plus(MILLI)))
                .isEqualTo(NEWER);
        assertThat(disconnect(open(version(3)), version(4), limit)).isEqualTo(OLDER);
        assertThat(disconnect(open(version(3)), version(4), limit.plus(MILLI))).isEqualTo(NEWER);
    }

    @Test
    void lowerVersionIsOlderUnlessACountMayHaveBegunSince() {
        Instant limit = OPENED.plus(RESET);

        assertThat(connect(open(version(3)), version(2), limit.minus(MILLI))).isEqualTo(OLDER);
        assertThat(connect(open(version(3)), version(2), limit)).isEqualTo(NEWER);
        assertThat(disconnect(open(version(3)), version(2), limit.minus(MILLI))).isEqualTo(OLDER);
        assertThat(disconnect(open(version(3)), version(2), limit)).isEqualTo(NEWER);
    }

    @Test
    void connectOfTheSameVersionIsTheSameConnectionWithinOneCount() {
        Link known = open(version(3));

        assertThat(connect(known, version(3), OPENED.minus(RESET))).isEqualTo(OLDER);
        assertThat(connect(known, version(3), OPENED.minus(RESET).plus(MILLI))).isEqualTo(SAME);
        assertThat(connect(known, version(3), OPENED.plus(RESET).minus(MILLI))).isEqualTo(SAME);
        assertThat(connect(known, version(3), OPENED.plus(RESET))).isEqualTo(NEWER);
    }

    @Test
    void beginningOfAConnectionWhoseEndIsKnownMayLieAnyTimeBack() {
        assertThat(connect(endOnly(version(3)), version(3), CLOSED.minus(Duration.ofDays(300))))
                .isEqualTo(SAME);
        assertThat(connect(endOnly(version(3)), version(3), CLOSED.plus(RESET))).isEqualTo(NEWER);
    }

    @Test
    void endOfTheSameVersionIsThatOfTheOpenConnectionUnlessItIsOfACountBefore() {
        Link known = open(version(3));

        assertThat(disconnect(known, version(3), OPENED.minus(RESET))).isEqualTo(OLDER);
        assertThat(disconnect(known, version(3), OPENED.minus(RESET).plus(MILLI)))
                .isEqualTo(SAME);
        assertThat(disconnect(known, version(3), OPENED.plus(Duration.ofDays(300))))
                .isEqualTo(SAME);
    }

    @Test
    void secondEndOfTheSameVersionIsTheFirstOneAgainWithinOneCount() {
        Link known = ended(version(3));

        assertThat(disconnect(known, version(3), CLOSED.minus(RESET))).isEqualTo(OLDER);
        assertThat(disconnect(known, version(3), CLOSED.minus(RESET).plus(MILLI)))
                .isEqualTo(SAME);
        assertThat(disconnect(known, version(3), CLOSED.plus(RESET).minus(MILLI)))
                .isEqualTo(SAME);
        assertThat(disconnect(known, version(3), CLOSED.plus(RESET))).isEqualTo(NEWER);
    }

    @Test
    void endThatAwsNamedForTheLatestConnectionDoesNotDateTheOneThatIsKnown() {
        Link known = ended(version(3)).asEndOfAll(true);

        assertThat(connect(known, version(4), CLOSED.minus(RESET))).isEqualTo(NEWER);
        assertThat(connect(known, version(4), OPENED.minus(RESET))).isEqualTo(OLDER);
        assertThat(connect(known, version(2), OPENED.plus(RESET).minus(MILLI))).isEqualTo(OLDER);
        assertThat(connect(known, version(2), OPENED.plus(RESET))).isEqualTo(NEWER);
        assertThat(disconnect(known, version(2), OPENED.plus(RESET))).isEqualTo(NEWER);
    }

    @Test
    void sameVersionOfAnotherSessionIsAnotherConnectionWhereOnlyTheEndOfTheLatestIsKnown() {
        Connection mine = of(OptionalLong.of(3), "mine");
        Connection other = of(OptionalLong.of(3), "other");
        Link known = ended(mine).asEndOfAll(true);

        assertThat(disconnect(known, other, OPENED)).isEqualTo(OLDER);
        assertThat(disconnect(known, other, OPENED.plus(MILLI))).isEqualTo(NEWER);
        assertThat(disconnect(known, mine, OPENED.plus(MILLI))).isEqualTo(SAME);
        assertThat(disconnect(known, version(3), OPENED.plus(MILLI))).isEqualTo(SAME);
        assertThat(disconnect(ended(mine), other, OPENED.plus(MILLI)))
                .as("its end was heard, so the version tells")
                .isEqualTo(SAME);
    }

    @Test
    void withoutAVersionOnEitherSideTheSessionDecides() {
        Connection mine = of(OptionalLong.of(3), "mine");

        assertThat(connect(open(mine), session("mine"), OPENED)).isEqualTo(SAME);
        assertThat(connect(open(session("mine")), mine, OPENED)).isEqualTo(SAME);
        assertThat(disconnect(open(mine), session("mine"), CLOSED)).isEqualTo(SAME);
        assertThat(disconnect(open(session("mine")), mine, CLOSED)).isEqualTo(SAME);
    }

    @Test
    void connectOfTheSameSessionIsTheSameConnectionWithinTheSlack() {
        Link known = open(session("mine"));

        assertThat(connect(known, session("mine"), OPENED.minus(SLACK).minus(MILLI)))
                .isEqualTo(OLDER);
        assertThat(connect(known, session("mine"), OPENED.minus(SLACK))).isEqualTo(SAME);
        assertThat(connect(known, session("mine"), OPENED.plus(SLACK))).isEqualTo(SAME);
        assertThat(connect(known, session("mine"), OPENED.plus(SLACK).plus(MILLI)))
                .isEqualTo(NEWER);
    }

    @Test
    void beginningOfASessionWhoseEndIsKnownMayLieAnyTimeBack() {
        Link known = endOnly(session("mine"));

        assertThat(connect(known, session("mine"), CLOSED.minus(Duration.ofDays(3))))
                .isEqualTo(SAME);
        assertThat(connect(known, session("mine"), CLOSED)).isEqualTo(SAME);
        assertThat(connect(known, session("mine"), CLOSED.plus(SLACK))).isEqualTo(SAME);
        assertThat(connect(known, session("mine"), CLOSED.plus(SLACK).plus(MILLI)))
                .isEqualTo(NEWER);
        assertThat(connect(ended(session("mine")), session("mine"), OPENED))
                .as("both ends are known: this is an older session of that name")
                .isEqualTo(OLDER);
    }

    @Test
    void connectOfAnotherSessionIsOrderedByTimeAndNewerAtTheSameMoment() {
        Link known = open(session("mine"));

        assertThat(connect(known, session("other"), OPENED.minus(MILLI))).isEqualTo(OLDER);
        assertThat(connect(known, session("other"), OPENED)).isEqualTo(NEWER);
        assertThat(connect(known, session("other"), OPENED.plus(MILLI))).isEqualTo(NEWER);
    }

    @Test
    void connectWithoutASessionIsOrderedByTimeAndTheSameAtTheSameMoment() {
        assertThat(connect(open(UNNAMED), UNNAMED, OPENED.minus(MILLI))).isEqualTo(OLDER);
        assertThat(connect(open(UNNAMED), UNNAMED, OPENED)).isEqualTo(SAME);
        assertThat(connect(open(UNNAMED), UNNAMED, OPENED.plus(MILLI))).isEqualTo(NEWER);
        assertThat(connect(open(session("mine")), UNNAMED, OPENED.plus(MILLI))).isEqualTo(NEWER);
        assertThat(connect(open(UNNAMED), session("mine"), OPENED.plus(MILLI))).isEqualTo(NEWER);
    }

    @Test
    void connectAfterALoneEndIsNewerAndOneOfAnotherSessionMayBeDatedTheSlackBefore() {
        Link known = endOnly(session("mine"));

        assertThat(connect(known, session("other"), CLOSED.minus(SLACK).minus(MILLI)))
                .isEqualTo(OLDER);
        assertThat(connect(known, session("other"), CLOSED.minus(SLACK))).isEqualTo(NEWER);
        assertThat(connect(endOnly(UNNAMED), UNNAMED, CLOSED.minus(Duration.ofDays(3))))
                .isEqualTo(SAME);
        assertThat(connect(endOnly(UNNAMED), UNNAMED, CLOSED)).isEqualTo(SAME);
        assertThat(connect(endOnly(UNNAMED), UNNAMED, CLOSED.plus(MILLI))).isEqualTo(NEWER);
    }

    @Test
    void endOfAnotherSessionIsThatOfATakenOverConnectionUntilTheSlackHasPassed() {
        Link known = open(session("mine"));

        assertThat(disconnect(known, session("other"), OPENED.plus(SLACK))).isEqualTo(OLDER);
        assertThat(disconnect(known, session("other"), OPENED.plus(SLACK).plus(MILLI)))
                .isEqualTo(NEWER);
        assertThat(disconnect(endOnly(session("mine")), session("other"), CLOSED.plus(SLACK)))
                .isEqualTo(OLDER);
    }

    @Test
    void endOfTheSameSessionIsItsOwnWithinTheSlack() {
        Link known = open(session("mine"));
        Link over = ended(session("mine"));

        assertThat(disconnect(known, session("mine"), OPENED.minus(SLACK).minus(MILLI)))
                .isEqualTo(OLDER);
        assertThat(disconnect(known, session("mine"), OPENED.minus(SLACK))).isEqualTo(SAME);
        assertThat(disconnect(over, session("mine"), CLOSED.minus(SLACK).minus(MILLI)))
                .isEqualTo(OLDER);
        assertThat(disconnect(over, session("mine"), CLOSED.minus(SLACK))).isEqualTo(SAME);
        assertThat(disconnect(over, session("mine"), CLOSED.plus(SLACK))).isEqualTo(SAME);
        assertThat(disconnect(over, session("mine"), CLOSED.plus(SLACK).plus(MILLI)))
                .isEqualTo(NEWER);
    }

    @Test
    void endWithoutASessionIsOrderedByTimeAlone() {
        assertThat(disconnect(open(UNNAMED), UNNAMED, OPENED.minus(MILLI))).isEqualTo(OLDER);
        assertThat(disconnect(open(UNNAMED), UNNAMED, OPENED)).isEqualTo(SAME);
        assertThat(disconnect(ended(UNNAMED), UNNAMED, CLOSED.minus(MILLI))).isEqualTo(OLDER);
        assertThat(disconnect(ended(UNNAMED), UNNAMED, CLOSED)).isEqualTo(SAME);
        assertThat(disconnect(ended(UNNAMED), UNNAMED, CLOSED.plus(MILLI))).isEqualTo(NEWER);
    }
}
