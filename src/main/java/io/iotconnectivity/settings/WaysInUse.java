package io.iotconnectivity.settings;

import io.iotconnectivity.net.HttpProxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Describes which destination is reached through which proxy, without logins. */
public final class WaysInUse {
    private WaysInUse() {}

    /** One line; absent if no proxy is set and everything is reached directly. */
    public static Optional<String> describe(Settings settings) {
        if (settings.ways().isDirect()) {
            return Optional.empty();
        }
        Map<HttpProxy, List<String>> through = new LinkedHashMap<>();
        settings.ways().proxies().forEach(proxy -> through.put(proxy, new ArrayList<>()));
        List<String> directly = new ArrayList<>();
        all(settings)
                .forEach((what, proxy) ->
                        proxy.map(through::get).orElse(directly).add(what));
        return Optional.of(through.entrySet().stream()
                        .map(each -> each.getKey() + " (" + settings.ways().from() + ") for " + list(each.getValue()))
                        .collect(Collectors.joining("; "))
                + "; directly: " + list(directly));
    }

    private static Map<String, Optional<HttpProxy>> all(Settings settings) {
        Map<String, Optional<HttpProxy>> all = new LinkedHashMap<>();
        all.put("MQTT", settings.mqtt().proxy());
        if (settings.usesAws()) {
            String region = settings.aws().knownRegion().region();
            all.put("AWS", settings.ways().to(true, "iot." + region + ".amazonaws.com", 443));
        }
        settings.tracing()
                .ifPresent(tracing -> all.put("traces", settings.ways().to(tracing.endpoint())));
        settings.webhooks().forEach(webhook -> {
            URI url = webhook.url();
            if (url.getScheme().startsWith("http")) {
                all.put("webhook " + webhook.name(), settings.ways().to(url));
            }
        });
        return all;
    }

    private static String list(List<String> names) {
        return names.isEmpty() ? "nothing" : String.join(", ", names);
    }
}
