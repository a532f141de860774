package io.iotconnectivity.web;

import io.netty.util.NetUtil;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The authority that a request addresses, from its {@code Host} header.
 *
 * @param host in lower case; an IPv6 address in brackets
 * @param port absent if none is given
 */
record Authority(String host, Optional<Integer> port) {
    private static final int LONGEST = 255;
    private static final int MOST_PORT = 65_535;
    private static final Pattern FORM =
            Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9._~-]{1,255})(?::([0-9]{1,5}))?");

    /**
     * What browsers and proxies send: a name or an address, and perhaps a port. The rest of the grammar, such as users,
     * zones and percent-encoded letters, is refused.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-7.2">RFC 9110, 7.2</a>
     */
    static Optional<Authority> of(String text) {
        Matcher form = FORM.matcher(text);
        if (text.length() > LONGEST || !form.matches()) {
            return Optional.empty();
        }
        String host = form.group(1);
        Optional<Integer> port = Optional.ofNullable(form.group(2)).map(Integer::valueOf);
        boolean address = host.startsWith("[");
        if (address && !NetUtil.isValidIpV6Address(host.substring(1, host.length() - 1))
                || port.filter(number -> number > MOST_PORT).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new Authority(host.toLowerCase(Locale.ROOT), port));
    }
}
