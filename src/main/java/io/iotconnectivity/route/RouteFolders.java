package io.iotconnectivity.route;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** Finds the route files: those that are shipped, and those in folders, which replace earlier ones of the same name. */
public final class RouteFolders {
    static final String ENDING = ".camel.yaml";
    private static final String SHIPPED = "classpath:routes/*" + ENDING;

    private final List<Path> folders;

    /**
     * @param folders may or may not exist; later ones win
     */
    public RouteFolders(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /** The folders to look into where the application runs in {@code workingDirectory}. */
    public static RouteFolders of(Path workingDirectory, Path routesFolder) {
        Path own = workingDirectory.resolve(routesFolder);
        Path checkout = workingDirectory.resolve("src/main/routes");
        boolean isCheckout = Files.exists(workingDirectory.resolve("pom.xml")) && Files.isDirectory(checkout);
        return new RouteFolders(isCheckout ? List.of(checkout, own) : List.of(own));
    }

    /**
     * Loads the routes of all files into the context, which has not started yet.
     *
     * @throws BrokenRoutes naming the first file that cannot be used
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
     * Takes over, while the context runs, what changes in the folders; see {@link RouteReload}.
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
        try {
            Collection<Resource> shipped =
                    PluginHelper.getPackageScanResourceResolver(context).findResources(SHIPPED);
            shipped.forEach(resource -> files.put(name(resource.getLocation()), resource));
        } catch (Exception e) {
            throw new BrokenRoutes("The shipped routes cannot be listed: " + BrokenRoutes.reason(e), e);
        }
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                addFolder(context, folder, files);
            }
        }
        return files;
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

    private static String name(String location) {
        return location.substring(Math.max(location.lastIndexOf('/'), location.lastIndexOf(':')) + 1);
    }
}
