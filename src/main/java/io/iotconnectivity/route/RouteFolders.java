package io.iotconnectivity.route;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * Finds the route files: the shipped ones, and the user's own, which replace shipped ones of the same name. In an
 * unpacked release or a checkout the shipped ones come from a folder, so that edits and deletions take effect;
 * otherwise from the jar.
 */
public final class RouteFolders {
    static final String ENDING = ".camel.yaml";
    private static final String SHIPPED = "classpath:routes/*" + ENDING;

    private final boolean jar;
    private final List<Path> folders;

    /**
     * @param jar whether to begin with those in the jar
     * @param folders need not exist; later ones win
     */
    RouteFolders(boolean jar, List<Path> folders) {
        this.jar = jar;
        this.folders = folders.stream().distinct().toList();
    }

    /** Only those in the jar. */
    public static RouteFolders ofJar() {
        return new RouteFolders(true, List.of());
    }

    /** Where to look if the application runs in {@code workingDirectory}. */
    public static RouteFolders of(Path workingDirectory, Path routesFolder) {
        Path own = workingDirectory.resolve(routesFolder);
        Path checkout = workingDirectory.resolve("src/main/routes");
        if (Files.exists(workingDirectory.resolve("pom.xml")) && Files.isDirectory(checkout)) {
            return new RouteFolders(false, List.of(checkout, own));
        }
        if (Files.exists(workingDirectory.resolve("bin/iot-connectivity"))
                && Files.exists(workingDirectory.resolve("iot-connectivity.jar"))) {
            return new RouteFolders(false, List.of(workingDirectory.resolve("routes"), own));
        }
        return new RouteFolders(true, List.of(own));
    }

    /**
     * Loads the routes of all files into the context, which has not started yet.
     *
     * @throws BrokenRoutes naming the first unusable file
     */
    public void load(CamelContext context) throws BrokenRoutes {
        for (Map.Entry<String, Resource> file : find(context).entrySet()) {
            try {
                PluginHelper.getRoutesLoader(context).loadRoutes(file.getValue());
            } catch (Exception e) {
                throw new BrokenRoutes(
                        "Route file " + file.getValue().getLocation() + " cannot be used: " + BrokenRoutes.reason(e),
                        e);
            }
        }
    }

    /**
     * Checks that every enrich route with settings is in one of the files.
     *
     * @param configured the names of those routes
     * @throws BrokenRoutes naming the settings of those that are not, and the routes there are
     */
    public void checkEnrich(CamelContext context, Set<String> configured) throws BrokenRoutes {
        EnrichNames.check(find(context).values(), configured);
    }

    /**
     * Applies changes in the folders while the context runs; see {@link RouteReload}.
     *
     * @throws BrokenRoutes if one of them cannot be watched
     */
    public void watch(CamelContext context) throws BrokenRoutes {
        for (Path folder : folders) {
            RouteReload.watch(context, folder);
        }
    }

    private Map<String, Resource> find(CamelContext context) throws BrokenRoutes {
        Map<String, Resource> files = new TreeMap<>();
        if (jar) {
            addShipped(context, files);
        }
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                addFolder(context, folder, files);
            }
        }
        if (files.isEmpty() && !folders.isEmpty()) {
            throw new BrokenRoutes(
                    "There is no route file (*" + ENDING + ") in " + folders.get(0)
                            + ", so nothing would come in; restore those of the release",
                    null);
        }
        return files;
    }

    private static void addShipped(CamelContext context, Map<String, Resource> files) throws BrokenRoutes {
        try {
            Collection<Resource> shipped =
                    PluginHelper.getPackageScanResourceResolver(context).findResources(SHIPPED);
            shipped.forEach(resource -> files.put(name(resource.getLocation()), resource));
        } catch (Exception e) {
            throw new BrokenRoutes("The shipped routes cannot be listed: " + BrokenRoutes.reason(e), e);
        }
    }

    private static void addFolder(CamelContext context, Path folder, Map<String, Resource> files) throws BrokenRoutes {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*" + ENDING)) {
            for (Path file : found) {
                files.put(file.getFileName().toString(), ResourceHelper.resolveResource(context, "file:" + file));
            }
        } catch (IOException e) {
            throw new BrokenRoutes("Folder " + folder + " cannot be listed: " + BrokenRoutes.reason(e), e);
        }
    }

    static String name(String location) {
        return location.substring(Math.max(location.lastIndexOf('/'), location.lastIndexOf(':')) + 1);
    }
}
