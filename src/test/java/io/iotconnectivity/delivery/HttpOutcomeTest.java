package io.iotconnectivity.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpOutcomeTest {
    private static final Optional<Duration> ASKED = Optional.of(Duration.ofSeconds(17));
    private static final HttpOutcome OF_FILE = new HttpOutcome(true, false, false);
    private static final HttpOutcome OF_TICKET = new HttpOutcome(true, true, false);
    private static final HttpOutcome BEHIND_A_GOOD_ANSWER = new HttpOutcome(true, false, true);

    @ParameterizedTest
    @CsvSource({
        "301, NotTaken, false",
        "400, NotTaken, false",
        "401, NotTaken, false",
        "404, NotTaken, false",
        "408, IOException, true",
        "409, NotThisOne, true",
        "412, NotThisOne, true",
        "413, NotTaken, false",
        "423, NotThisOne, false",
        "429, NotTaken, false",
        "500, IOException, true",
        "502, IOException, true",
        "503, IOException, true"
    })
    void eachStatusMeansOneThingForAnEvent(int status, String what, boolean perhapsTaken) {
        Throwable failure = refusal(HttpOutcome.OF_EVENT, status, Optional.empty());

        assertThat(failure.getClass().getSimpleName()).isEqualTo(what);
        assertThat(perhapsTaken(failure)).isEqualTo(perhapsTaken);
    }

    @ParameterizedTest
    @CsvSource({
        "302, false",
        "403, false",
        "408, true",
        "413, false",
        "425, false",
        "429, false",
        "500, true",
        "502, true",
        "503, false",
        "504, true"
    })
    void retryAfterIsHonouredWhateverTheStatus(int status, boolean perhapsTaken) {
        Throwable failure = refusal(HttpOutcome.OF_EVENT, status, ASKED);

        assertThat(failure).isInstanceOfSatisfying(RetryLater.class, later -> {
            assertThat(later.pause()).isEqualTo(ASKED.get());
            assertThat(later.maybe()).isEqualTo(perhapsTaken);
        });
    }

    @Test
    void aReceiverIsLeftAloneForADayAtMost() {
        Throwable failure = refusal(HttpOutcome.OF_EVENT, 429, Optional.of(Duration.ofDays(400)));

        assertThat(failure).isInstanceOfSatisfying(RetryLater.class, later -> assertThat(later.pause())
                .isEqualTo(Duration.ofDays(1)));
    }

    @Test
    void aPauseForOneEventIsBoundedToo() {
        Throwable failure = refusal(HttpOutcome.OF_EVENT, 423, Optional.of(Duration.ofDays(400)));

        assertThat(failure).isInstanceOfSatisfying(NotThisOne.class, later -> assertThat(later.pause())
                .contains(Duration.ofDays(1)));
    }

    @Test
    void goneIsGone() {
        assertThat(refusal(HttpOutcome.OF_EVENT, 410, ASKED)).isInstanceOf(SinkGone.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 414, 415, 422})
    void whatAPayloadFileMadeWrongIsNeverTriedAgain(int status) {
        assertThat(refusal(OF_FILE, status, Optional.empty())).isInstanceOf(Undeliverable.class);
    }

    @Test
    void whatIsTooLargeForNowIsTriedAgain() {
        assertThat(refusal(OF_FILE, 413, ASKED)).isInstanceOf(RetryLater.class);
    }

    @Test
    void aTicketThatIsNotFoundConcernsItOnly() {
        assertThat(refusal(OF_TICKET, 404, Optional.empty())).isInstanceOf(NotThisOne.class);
        assertThat(refusal(OF_FILE, 404, Optional.empty())).isInstanceOf(NotTaken.class);
    }

    @Test
    void aTargetThatHasJustAnsweredWellRejectsOneThingAndNotAll() {
        assertThat(refusal(BEHIND_A_GOOD_ANSWER, 500, Optional.empty())).isInstanceOf(NotThisOne.class);
        assertThat(refusal(BEHIND_A_GOOD_ANSWER, 403, Optional.empty())).isInstanceOf(NotThisOne.class);
        assertThat(refusal(BEHIND_A_GOOD_ANSWER, 403, ASKED)).isInstanceOf(RetryLater.class);
        assertThat(refusal(BEHIND_A_GOOD_ANSWER, 401, Optional.empty())).isInstanceOf(NotTaken.class);
        assertThat(refusal(BEHIND_A_GOOD_ANSWER, 503, Optional.empty())).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 409, 410})
    void aPageInFrontOfTheTargetSaysNothingOfTheEvent(int status) {
        Throwable failure = catchThrowable(() -> OF_TICKET.refuse(status, true, Optional.empty(), "no"));

        assertThat(failure).isInstanceOf(NotTaken.class);
    }

    @Test
    void pagesAreKnownByTypeOrContent() {
        assertThat(HttpOutcome.isPage("Text/HTML; charset=utf-8", "Sign in")).isTrue();
        assertThat(HttpOutcome.isPage("", "\ufeff <!DOCTYPE html><p>Sign in")).isTrue();
        assertThat(HttpOutcome.isPage("text/html", " ")).isFalse();
        assertThat(HttpOutcome.isPage("application/json", "{\"a\":\"<html>\"}")).isFalse();
    }

    private static Throwable refusal(HttpOutcome outcome, int status, Optional<Duration> pause) {
        return catchThrowable(() -> outcome.refuse(status, false, pause, "no"));
    }

    private static boolean perhapsTaken(Throwable failure) {
        return failure instanceof IOException || failure instanceof NotThisOne one && one.maybe();
    }
}
