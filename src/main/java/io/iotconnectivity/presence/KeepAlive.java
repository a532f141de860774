package io.iotconnectivity.presence;

import java.time.Duration;

/**
 * What follows from the keep-alive of a connection.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html">MQTT keep-alive in AWS IoT Core</a>
 */
final class KeepAlive {
    private KeepAlive() {}

    /** The broker ends a connection on which it has heard nothing for one and a half keep-alives. */
    static Duration worstCaseDetection(Duration keepAlive) {
        return keepAlive.multipliedBy(3).dividedBy(2);
    }
}
