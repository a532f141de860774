package io.iotconnectivity.presence;

import io.iotconnectivity.event.Cause;

/** What an operator should look at first. */
public final class Advice {
    private Advice() {}

    /** On a device that said goodbye and has not come back by the time that its class expects. */
    public static final String OVERDUE =
            "It said goodbye and has not come back in time: look at its power, its schedule and its network.";

    /** On a device that is connected, but not subscribed to what it must be. */
    public static final String DEAF =
            "It is connected but not subscribed to what it must be: look at what it does after it reconnects without its"
                    + " session, and at whether its policy allows the subscription.";

    /** One sentence for each cause. */
    public static String on(Cause cause) {
        return switch (cause) {
            case NETWORK -> "Look at the device's network; devices of one site that drop together point to its uplink.";
            case POWER -> "Nothing was heard for 1.5 times the keep-alive: look at power, radio and sleep.";
            case PLANNED -> "The client closed the connection itself; nothing is wrong unless it should be there.";
            case TAKEOVER -> "Another connection uses the same client id: compare principal and address of both.";
            case CREDENTIALS -> "Look at certificate state and IoT policy; the will topic must be allowed too.";
            case DEVICE -> "The client broke a rule or a limit: look at its firmware, payload sizes and message rate.";
            case AWS -> "AWS closed the connection, which it does for maintenance too; clients must reconnect.";
            case OPERATOR -> "Someone called DeleteConnection: CloudTrail tells who.";
            case RENEWAL -> "The connection reached its time limit; the client should be back within seconds.";
            case UNKNOWN -> "AWS gave no reason: the IoT log may hold more.";
        };
    }
}
