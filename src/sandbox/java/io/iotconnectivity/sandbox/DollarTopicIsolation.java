package io.iotconnectivity.sandbox;

import com.hivemq.extension.sdk.api.client.ClientContext;
import com.hivemq.extension.sdk.api.client.parameter.InitializerInput;
import com.hivemq.extension.sdk.api.interceptor.connack.ConnackOutboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.connack.parameter.ConnackOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.connack.parameter.ConnackOutboundOutput;
import com.hivemq.extension.sdk.api.interceptor.publish.PublishOutboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishOutboundOutput;
import com.hivemq.extension.sdk.api.interceptor.subscribe.SubscribeInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.subscribe.parameter.SubscribeInboundInput;
import com.hivemq.extension.sdk.api.interceptor.subscribe.parameter.SubscribeInboundOutput;
import com.hivemq.extension.sdk.api.interceptor.unsubscribe.UnsubscribeInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.unsubscribe.parameter.UnsubscribeInboundInput;
import com.hivemq.extension.sdk.api.interceptor.unsubscribe.parameter.UnsubscribeInboundOutput;
import com.hivemq.extension.sdk.api.packets.subscribe.Subscription;
import com.hivemq.extension.sdk.api.services.intializer.ClientInitializer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps topics that begin with {@code $} from subscribers of {@code #} and {@code +/…}, which HiveMQ does not. It
 * remembers which filters of a client begin with {@code $}, for as long as the client's session lives.
 *
 * @see <a href="https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901246">MQTT 5.0, 4.7.2</a>
 */
final class DollarTopicIsolation
        implements ClientInitializer,
                SubscribeInboundInterceptor,
                UnsubscribeInboundInterceptor,
                PublishOutboundInterceptor,
                ConnackOutboundInterceptor {

    private final Map<String, Set<String>> dollarFilters = new ConcurrentHashMap<>();

    @Override
    public void initialize(InitializerInput input, ClientContext client) {
        client.addSubscribeInboundInterceptor(this);
        client.addUnsubscribeInboundInterceptor(this);
        client.addPublishOutboundInterceptor(this);
    }

    @Override
    public void onOutboundConnack(ConnackOutboundInput input, ConnackOutboundOutput output) {
        if (!input.getConnackPacket().getSessionPresent()) {
            dollarFilters.remove(input.getClientInformation().getClientId());
        }
    }

    @Override
    public void onInboundSubscribe(SubscribeInboundInput input, SubscribeInboundOutput output) {
        for (Subscription subscription : input.getSubscribePacket().getSubscriptions()) {
            String filter = withoutShare(subscription.getTopicFilter());
            if (filter.startsWith("$")) {
                dollarFilters
                        .computeIfAbsent(
                                input.getClientInformation().getClientId(), id -> ConcurrentHashMap.newKeySet())
                        .add(filter);
            }
        }
    }

    @Override
    public void onInboundUnsubscribe(UnsubscribeInboundInput input, UnsubscribeInboundOutput output) {
        Set<String> filters =
                dollarFilters.getOrDefault(input.getClientInformation().getClientId(), Set.of());
        input.getUnsubscribePacket().getTopicFilters().stream()
                .map(DollarTopicIsolation::withoutShare)
                .filter(filters::contains)
                .forEach(filters::remove);
    }

    @Override
    public void onOutboundPublish(PublishOutboundInput input, PublishOutboundOutput output) {
        String topic = input.getPublishPacket().getTopic();
        if (topic.startsWith("$")
                && dollarFilters.getOrDefault(input.getClientInformation().getClientId(), Set.of()).stream()
                        .noneMatch(filter -> matches(filter, topic))) {
            output.preventPublishDelivery();
        }
    }

    private static String withoutShare(String filter) {
        return filter.startsWith("$share/") ? filter.split("/", 3)[2] : filter;
    }

    static boolean matches(String filter, String topic) {
        String[] wanted = filter.split("/", -1);
        String[] levels = topic.split("/", -1);
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].equals("#")) {
                return true;
            }
            if (i >= levels.length || !wanted[i].equals("+") && !wanted[i].equals(levels[i])) {
                return false;
            }
        }
        return wanted.length == levels.length;
    }
}
