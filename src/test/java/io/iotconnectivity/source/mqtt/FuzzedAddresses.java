package io.iotconnectivity.source.mqtt;

import io.iotconnectivity.fuzz.Holds;
import io.iotconnectivity.fuzz.Inputs;
import io.iotconnectivity.fuzz.Target;
import io.iotconnectivity.net.HttpProxy;
import io.iotconnectivity.net.NoProxy;
import io.iotconnectivity.web.PublicUrl;
import java.util.List;
import java.util.function.Function;

/** Addresses of brokers and proxies, from settings and the environment. */
public final class FuzzedAddresses {
    public static final List<Target> TARGETS = List.of(
            Target.ofText("broker-url", text -> {
                parse(BrokerUrl::parse, text, 20_000);
                BrokerUrl.withoutUserInfo(text);
            }),
            Target.ofText("http-proxy", text -> parse(HttpProxy::parse, text, 200)),
            Target.ofText("public-url", text -> parse(PublicUrl::of, text, 200)),
            Target.ofText("no-proxy", FuzzedAddresses::noProxy).takingLong());

    private FuzzedAddresses() {}

    private static void parse(Function<String, ?> parser, String text, int longest) {
        Object read;
        try {
            read = parser.apply(text);
        } catch (IllegalArgumentException refused) {
            Holds.printable("the refusal", refused.getMessage(), longest);
            return;
        }
        if (!(read instanceof HttpProxy)) {
            Holds.same("the address", read, parser.apply(read.toString()));
        }
    }

    private static void noProxy(String input) {
        List<String> lines = Inputs.lines(input, 2);
        NoProxy.of(lines.get(0)).holds(lines.get(1), 443);
    }
}
