package io.iotconnectivity.settings;

import io.iotconnectivity.net.HttpProxy;
import io.iotconnectivity.net.NoProxy;
import io.iotconnectivity.net.WaysOut;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the outgoing proxies: {@code proxy.*}, else the variables that other programs on the machine use. */
final class ProxyReader {
    static final String URL = "proxy.url";
    private static final String NONE = "proxy.none";
    private static final String DIRECT = "none";

    private final Values values;
    private final Map<String, String> environment;

    ProxyReader(Values values, Map<String, String> environment) {
        this.values = values;
        this.environment = environment;
    }

    WaysOut read() {
        NoProxy none =
                NoProxy.of(values.optional(NONE).or(() -> variable("NO_PROXY")).orElse(""));
        Optional<String> set = values.optional(URL);
        if (set.isPresent()) {
            Optional<HttpProxy> proxy = set.filter(text -> !text.equals(DIRECT)).flatMap(this::setting);
            return new WaysOut(proxy, proxy, none, URL);
        }
        return new WaysOut(proxyOf("HTTP_PROXY"), proxyOf("HTTPS_PROXY"), none, "HTTPS_PROXY, HTTP_PROXY");
    }

    private Optional<HttpProxy> setting(String text) {
        try {
            return Optional.of(HttpProxy.parse(text));
        } catch (IllegalArgumentException e) {
            values.report(URL, e.getMessage() + ", or none for no proxy");
            return Optional.empty();
        }
    }

    private Optional<HttpProxy> proxyOf(String variable) {
        try {
            return variable(variable).map(HttpProxy::parse);
        } catch (IllegalArgumentException e) {
            // It may contain a password, so it is not shown.
            values.problem(variable + ": the value " + e.getMessage() + ", or set proxy.url = none (environment)");
            return Optional.empty();
        }
    }

    /** Both spellings are in use. */
    private Optional<String> variable(String name) {
        return Stream.of(name, name.toLowerCase(Locale.ROOT))
                .flatMap(each -> Optional.ofNullable(environment.get(each)).stream())
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .findFirst();
    }
}
