package io.iotconnectivity.bench;

import io.iotconnectivity.sandbox.LifecycleEvent;
import io.iotconnectivity.sandbox.LifecycleEvent.Type;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Made-up devices that take turns: in the first turn all of them connect, in the second all lose their connection, and so on. */
final class Fleet {
    private final String name;
    private final int devices;
    private final int digits;
    private long told;

    Fleet(String name, int devices) {
        this(name, devices, 1);
    }

    /** @param digits that a device's number has at least */
    Fleet(String name, int devices, int digits) {
        this.name = name;
        this.devices = devices;
        this.digits = digits;
    }

    LifecycleEvent next() {
        long device = told % devices;
        long turn = told / devices;
        told++;
        boolean connects = turn % 2 == 0;
        long connection = turn / 2;
        String number = Long.toString(device);
        String clientId = name + "-" + "0".repeat(Math.max(0, digits - number.length())) + number;
        return new LifecycleEvent(
                connects ? Type.CONNECTED : Type.DISCONNECTED,
                clientId,
                Optional.of(clientId),
                Instant.now(),
                new UUID(scrambled(device), scrambled(connection)).toString(),
                HexFormat.of().toHexDigits(scrambled(device)).repeat(4),
                connects ? Optional.of("192.0.2." + device % 256) : Optional.empty(),
                OptionalLong.of(connection),
                connects ? Optional.empty() : Optional.of("CONNECTION_LOST"));
    }

    /** Spreads small numbers over all bits, as identifiers are. */
    private static long scrambled(long number) {
        return (number + 1) * 0x9E3779B97F4A7C15L;
    }
}
