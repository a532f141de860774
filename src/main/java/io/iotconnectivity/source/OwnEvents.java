package io.iotconnectivity.source;

/** Whether presence events about clients of our own arrive at a subscription. */
public final class OwnEvents {
    private static final String PRESENCE = "$aws/events/presence/";

    private OwnEvents() {}

    /**
     * @param filter a topic filter; with a shared one, another member may receive the event instead
     * @param clientId contains no slash
     * @return whether the connect of this client must arrive there
     * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html">Lifecycle events</a>
     */
    public static boolean haveToArrive(String filter, String clientId) {
        return filter.startsWith(PRESENCE)
                && matches(filter.split("/", -1), (PRESENCE + "connected/" + clientId).split("/", -1));
    }

    private static boolean matches(String[] filter, String[] topic) {
        for (int i = 0; i < filter.length; i++) {
            if (filter[i].equals("#")) {
                return true;
            }
            if (i >= topic.length || !filter[i].equals("+") && !filter[i].equals(topic[i])) {
                return false;
            }
        }
        return filter.length == topic.length;
    }
}
