package io.iotconnectivity.web;

import java.util.Locale;

/**
 * The encodings in which a caller accepts a response.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-accept-encoding">RFC 9110, Accept-Encoding</a>
 */
final class AcceptEncoding {
    private AcceptEncoding() {}

    /**
     * @param header null if absent
     */
    static boolean takesGzip(String header) {
        boolean any = false;
        for (String choice :
                header == null ? new String[0] : header.toLowerCase(Locale.ROOT).split(",")) {
            String[] parts = choice.split(";", 2);
            String name = parts[0].strip();
            boolean taken = parts.length == 1 || !isZero(parts[1].strip());
            if (name.equals("gzip")) {
                return taken;
            }
            any |= name.equals("*") && taken;
        }
        return any;
    }

    private static boolean isZero(String weight) {
        return weight.matches("q ?= ?0(\\.0{0,3})?");
    }
}
