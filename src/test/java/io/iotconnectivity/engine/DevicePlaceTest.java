package io.iotconnectivity.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.DeviceOrder.By;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.StringLength;

class DevicePlaceTest {
    @Property(tries = 300)
    void placeIsTheSameAfterACallerHandsItBack(
            @ForAll boolean descending,
            @ForAll @StringLength(max = 64) String reason,
            @ForAll @NotEmpty @StringLength(max = 128) String clientId) {
        String sound = new String(clientId.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        String soundReason = new String(reason.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        DevicePlace place = new DevicePlace(new DeviceOrder(By.REASON, descending), Optional.of(soundReason), sound);

        assertThat(DevicePlace.of(place.text())).isEqualTo(place);
    }

    @Property(tries = 300)
    void placeWithoutAValueAndPlaceInTimeAreTheSameToo(@ForAll long since) {
        for (Optional<String> value : List.of(Optional.of(String.valueOf(since)), Optional.<String>empty())) {
            DevicePlace place = new DevicePlace(new DeviceOrder(By.SINCE, true), value, "pump-7");
            assertThat(DevicePlace.of(place.text())).isEqualTo(place);
        }
    }

    @Property(tries = 1000)
    void anyOtherTextIsRefusedAndHarmsNothing(@ForAll @StringLength(max = 40) String text, @ForAll boolean encoded) {
        String given = encoded ? Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) : text;
        try {
            DevicePlace.of(given);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).isNotNull();
        }
    }
}
