package io.iotconnectivity.route;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.spi.Resource;

/** Finds settings of enrich routes that no route file has, such as those with a slip in the name. */
final class EnrichNames {
    /** The name in {@code direct:enrich-<name>}, however the file writes that; also in a route whose precondition does not hold. */
    private static final Pattern NAME = Pattern.compile("(?:direct:(?://)?|name:\\s*[\"']?)enrich-([A-Za-z0-9_-]+)");

    private EnrichNames() {}

    /**
     * @param configured the routes that have settings, by name
     * @throws BrokenRoutes naming the settings, and the routes there are
     */
    static void check(Collection<Resource> files, Set<String> configured) throws BrokenRoutes {
        Set<String> known = new TreeSet<>();
        for (Resource file : files) {
            Matcher names = NAME.matcher(text(file));
            while (names.find()) {
                known.add(names.group(1));
            }
        }
        Set<String> stray = new TreeSet<>(configured);
        stray.removeAll(known);
        if (!stray.isEmpty()) {
            throw new BrokenRoutes(
                    stray.stream().map(name -> "enrich." + name + ".*").collect(Collectors.joining(" and "))
                            + (stray.size() == 1
                                    ? " is the setting of an enrich route that does not exist"
                                    : " are settings of enrich routes that do not exist")
                            + "; there is " + String.join(", ", known)
                            + ": correct the name, or add the route file",
                    null);
        }
    }

    private static String text(Resource file) throws BrokenRoutes {
        try (InputStream in = file.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BrokenRoutes(
                    "Route file " + file.getLocation() + " cannot be read: " + BrokenRoutes.reason(e), e);
        }
    }
}
