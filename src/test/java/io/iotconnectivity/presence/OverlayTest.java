package io.iotconnectivity.presence;

import static io.iotconnectivity.presence.Story.device;
import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Overlay;
import io.iotconnectivity.signal.Signal;
import org.junit.jupiter.api.Test;

class OverlayTest {
    @Test
    void markIsToldOnceAndChangesNoVerdict() {
        Story story = device("a").connects(1);
        story.take(marked(story, Overlay.FLAPPING, true)).take(marked(story, Overlay.FLAPPING, true));

        assertThat(story.announced()).containsExactly("flapping");
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.presence().overlays()).containsExactly(Overlay.FLAPPING);
    }

    @Test
    void eventsTellWhatHoldsUntilItEnds() {
        Story story = device("a").connects(1);
        story.take(marked(story, Overlay.CONFLICT, true)).take(marked(story, Overlay.FLAPPING, true));
        story.connects(2);
        assertThat(told(story, EventType.DEVICE_SIGNAL).overlays()).containsExactly(Overlay.FLAPPING, Overlay.CONFLICT);

        story.take(marked(story, Overlay.CONFLICT, false));
        assertThat(story.announced()).containsExactly("conflict", "flapping", "steady");
        assertThat(told(story, EventType.DEVICE_STEADY).overlays()).containsExactly(Overlay.FLAPPING);
    }

    @Test
    void endOfWhatNeverBeganIsNotTold() {
        Story story = device("a").connects(1);
        story.take(marked(story, Overlay.FLAPPING, false));

        assertThat(story.announced()).isEmpty();
    }

    private static DeviceData told(Story story, EventType type) {
        return story.last(type).device().orElseThrow();
    }

    private static Signal marked(Story story, Overlay overlay, boolean holds) {
        return new Signal.Marked(new ClientId("a"), story.now(), overlay, holds);
    }
}
