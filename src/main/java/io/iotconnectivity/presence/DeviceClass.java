package io.iotconnectivity.presence;

import io.iotconnectivity.event.Severity;
import io.iotconnectivity.signal.Hours;
import java.time.Duration;
import java.util.Optional;

/**
 * A class of devices whose numbers differ from those of all others. It changes no rule of a verdict, only how long and
 * how severe.
 *
 * @param name as in the settings
 * @param severity of every outage that has one; absent: that of its reason
 * @param expectedBack how long after a clean goodbye the device is back at the latest: until then it is asleep, which is
 *     no outage; absent: a goodbye is no promise to return
 * @param hours when its outages are worth an incident; absent: always
 * @param stormExempt whether its devices always have incidents of their own
 * @param keepAliveSlo devices whose loss may go unnoticed for longer are slow; absent: as for all others
 */
public record DeviceClass(
        String name,
        Optional<Severity> severity,
        Optional<Duration> expectedBack,
        Optional<Hours> hours,
        boolean stormExempt,
        Optional<Duration> keepAliveSlo) {

    /** A class that differs in nothing. */
    public static DeviceClass named(String name) {
        return new DeviceClass(name, Optional.empty(), Optional.empty(), Optional.empty(), false, Optional.empty());
    }

    /** The same class with this severity. */
    public DeviceClass with(Severity other) {
        return new DeviceClass(name, Optional.of(other), expectedBack, hours, stormExempt, keepAliveSlo);
    }

    /** The same class of sleepers. */
    public DeviceClass sleeping(Duration time) {
        return new DeviceClass(name, severity, Optional.of(time), hours, stormExempt, keepAliveSlo);
    }

    /** The same class that matters only then. */
    public DeviceClass within(Hours other) {
        return new DeviceClass(name, severity, expectedBack, Optional.of(other), stormExempt, keepAliveSlo);
    }

    /** The same class, exempt from storms. */
    public DeviceClass exempt() {
        return new DeviceClass(name, severity, expectedBack, hours, true, keepAliveSlo);
    }
}
