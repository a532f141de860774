package io.iotconnectivity.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import io.iotconnectivity.delivery.Undeliverable;
import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.SampleEvents;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iot.IotClient;
import software.amazon.awssdk.services.iot.model.DescribeThingRequest;
import software.amazon.awssdk.services.iot.model.DescribeThingResponse;
import software.amazon.awssdk.services.iot.model.ResourceNotFoundException;
import software.amazon.awssdk.services.iotdataplane.IotDataPlaneClient;
import software.amazon.awssdk.services.iotdataplane.model.ThrottlingException;
import software.amazon.awssdk.services.iotdataplane.model.UpdateThingShadowRequest;
import software.amazon.awssdk.services.iotdataplane.model.UpdateThingShadowResponse;

class ShadowTest {
    private static final String YES = "\"last_will\":\"yes\"";
    private static final String NO = "\"last_will\":\"no\"";

    private final Set<String> registry = new HashSet<>(Set.of("lwtThing"));
    private final List<String> asked = new ArrayList<>();
    private final List<String> updates = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private boolean throttled;

    private final Things things = new Things(() -> new Registry(), (Ticker) nanos::get);
    private final Shadow shadow = new Shadow(
            () -> new Shadows(),
            new ThingNames(ThingSettings.CALLED_LIKE_THE_CLIENT, things, client -> Optional.empty()),
            Optional.empty());

    @Test
    void willIsSetWhenItComesAndClearedWhenTheDeviceIsBack() throws Exception {
        shadow.write(SampleEvents.leftItsWill("lwtThing").numbered(1).event());
        shadow.write(SampleEvents.online("lwtThing").numbered(2).event());

        assertThat(updates).hasSize(2);
        assertThat(updates.get(0)).contains(YES, "\"trigger_action\":\"on\"", "\"client_id\":\"lwtThing\"");
        assertThat(updates.get(1)).contains(NO, "\"trigger_action\":\"off\"", "\"client_id\":\"lwtThing\"");
    }

    @Test
    void outageThatOnlyConfirmsTheWillIsNotWrittenAgain() throws Exception {
        shadow.write(SampleEvents.leftItsWill("lwtThing").numbered(1).event());
        shadow.write(SampleEvents.offline("lwtThing").withLastWill().numbered(2).event());

        assertThat(updates).hasSize(1);
    }

    @Test
    void outageWithoutAWillIsNotWritten() throws Exception {
        shadow.write(SampleEvents.offline("lwtThing").event());
        assertThat(updates).isEmpty();
    }

    @Test
    void onlyWhatIsWrittenSupersedesWhatWasToBeWritten() {
        assertThat(Shadow.tells(SampleEvents.leftItsWill("lwtThing").event())).isTrue();
        assertThat(Shadow.tells(SampleEvents.online("lwtThing").event())).isTrue();
        assertThat(Shadow.tells(SampleEvents.offline("lwtThing").event())).isFalse();
    }

    @Test
    void lateWillOfAConnectionThatWasTakenOverIsNotWritten() throws Exception {
        shadow.write(SampleEvents.leftItsWill("lwtThing")
                .state(Verdict.ONLINE, Verdict.ONLINE)
                .event());
        assertThat(updates).isEmpty();
    }

    @Test
    void olderEventThatIsTriedAgainDoesNotUndoANewerOne() throws Exception {
        shadow.write(SampleEvents.online("lwtThing").numbered(9).event());
        shadow.write(SampleEvents.leftItsWill("lwtThing").numbered(8).event());

        assertThat(updates).hasSize(1).allMatch(update -> update.contains(NO));
    }

    @Test
    void failedWriteIsTriedAgain() throws Exception {
        Event will = SampleEvents.leftItsWill("lwtThing").event();
        throttled = true;
        assertThatThrownBy(() -> shadow.write(will)).isInstanceOf(ThrottlingException.class);

        throttled = false;
        shadow.write(will);
        assertThat(updates).hasSize(1);
    }

    @Test
    void thingNameOfTheEventComesBeforeTheClientId() throws Exception {
        registry.add("thing-1");
        shadow.write(
                SampleEvents.leftItsWill("any client/id").ofThing("thing-1").event());
        assertThat(updates).singleElement().asString().startsWith("thing-1 ").contains("any client/id");
    }

    @Test
    void noShadowIsMadeForWhatIsNoThing() {
        assertThatThrownBy(() -> shadow.write(SampleEvents.leftItsWill("ghost").event()))
                .isInstanceOf(Undeliverable.class)
                .hasMessageContaining("there is no thing 'ghost'");
        assertThat(updates).isEmpty();
    }

    @Test
    void shadowOfTheThingThatTheSettingsNameIsWritten() throws Exception {
        registry.addAll(Set.of("7", "listed"));
        ThingSettings settings = new ThingSettings(
                false, Optional.of(ClientPattern.of("line/(?<thing>.+)")), Map.of("odd one", "listed"));
        Shadow mapped = new Shadow(
                () -> new Shadows(), new ThingNames(settings, things, client -> Optional.empty()), Optional.empty());

        mapped.write(SampleEvents.leftItsWill("line/7").event());
        mapped.write(SampleEvents.leftItsWill("odd one").event());
        assertThatThrownBy(() -> mapped.write(SampleEvents.leftItsWill("line/8").event()))
                .isInstanceOf(Undeliverable.class)
                .hasMessageContaining("there is no thing '8'");

        assertThat(updates).hasSize(2);
        assertThat(updates.get(0)).startsWith("7 ").contains("line/7");
        assertThat(updates.get(1)).startsWith("listed ").contains("odd one");
    }

    @Test
    void whatIsNoThingMayComeBackWithoutADeadLetter() throws Exception {
        shadow.write(SampleEvents.online("ghost").event());
        assertThat(updates).isEmpty();
    }

    @Test
    void clientIdThatCannotBeAThingIsNotEvenAskedFor() throws Exception {
        shadow.write(SampleEvents.leftItsWill("line/7\n").event());
        assertThat(asked).isEmpty();
        assertThat(updates).isEmpty();
    }

    @Test
    void thingsAreAskedForOnceAndMissingOnesSoonAgain() throws Exception {
        assertThat(things.exist("late")).isFalse();
        assertThat(things.exist("late")).isFalse();
        assertThat(things.exist("lwtThing")).isTrue();
        assertThat(asked).containsExactly("late", "lwtThing");

        registry.add("late");
        nanos.addAndGet(Duration.ofMinutes(6).toNanos());
        assertThat(things.exist("late")).isTrue();
        assertThat(things.exist("lwtThing")).isTrue();
        assertThat(asked).containsExactly("late", "lwtThing", "late");
    }

    @Test
    void eventsThatDoNotTouchTheWillAskNothing() throws Exception {
        shadow.write(SampleEvents.offline("ghost")
                .reason("CONNECTION_LOST", Cause.NETWORK, Severity.WARNING)
                .event());
        assertThat(asked).isEmpty();
    }

    private final class Registry implements IotClient {
        @Override
        public DescribeThingResponse describeThing(DescribeThingRequest request) {
            asked.add(request.thingName());
            if (!registry.contains(request.thingName())) {
                throw ResourceNotFoundException.builder().message("no thing").build();
            }
            return DescribeThingResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return "iot";
        }

        @Override
        public void close() {}
    }

    private final class Shadows implements IotDataPlaneClient {
        @Override
        public UpdateThingShadowResponse updateThingShadow(UpdateThingShadowRequest request) {
            if (throttled) {
                throw ThrottlingException.builder().message("slow down").build();
            }
            updates.add(request.thingName() + " " + request.payload().asUtf8String());
            return UpdateThingShadowResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return "iotdata";
        }

        @Override
        public void close() {}
    }
}
