package io.iotconnectivity.route;

import io.iotconnectivity.signal.Printable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.RouteWatcherReloadStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies changes in route folders while the application runs: a file that is added, edited or deleted takes effect
 * within a second. If a file becomes unusable, its previous version stays in use. For development; every other route
 * keeps running.
 */
public final class RouteReload {
    private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);
    private static final long POLL_MILLIS = 250;

    private final CamelContext context;

    /** What was last found in each file; one change is reported several times. */
    private final Map<Path, Optional<String>> seen = new HashMap<>();

    /** What could last be used of each file. */
    private final Map<Path, String> inUse = new HashMap<>();

    private RouteReload(CamelContext context) {
        this.context = context;
    }

    /**
     * Watches a folder, creating it if necessary. Its routes have been loaded.
     *
     * @throws BrokenRoutes if it cannot be created or watched
     */
    public static void watch(CamelContext context, Path folder) throws BrokenRoutes {
        try {
            Files.createDirectories(folder);
            RouteReload reload = new RouteReload(context);
            reload.remember(folder);
            RouteWatcherReloadStrategy strategy = new RouteWatcherReloadStrategy(folder.toString());
            strategy.setPattern("*" + RouteFolders.ENDING);
            strategy.setPollTimeout(POLL_MILLIS);
            strategy.setResourceReload((name, resource) -> reload.take(folder.resolve(fileName(resource))));
            context.addService(strategy);
        } catch (IOException e) {
            throw new BrokenRoutes(
                    "Folder " + folder + " (routes.folder), which routes.reload needs, cannot be created: "
                            + BrokenRoutes.reason(e),
                    e);
        } catch (Exception e) {
            throw new BrokenRoutes("Folder " + folder + " cannot be watched: " + BrokenRoutes.reason(e), e);
        }
    }

    private void remember(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + RouteFolders.ENDING)) {
            for (Path file : files) {
                String text = Files.readString(file);
                seen.put(file, Optional.of(text));
                inUse.put(file, text);
            }
        }
    }

    private void take(Path file) throws Exception {
        Optional<String> now = read(file);
        if (now.equals(seen.put(file, now))) {
            return;
        }
        if (now.isEmpty()) {
            inUse.remove(file);
            LOG.info(
                    "Route file {} was deleted, and with it {}",
                    Printable.of(file.toString()),
                    endRoutes(file, Set.of()));
            return;
        }
        try {
            Set<String> ids = use(file, now.get());
            endRoutes(file, ids);
            inUse.put(file, now.get());
            LOG.info("Route file {} has been reloaded: {}", Printable.of(file.toString()), ids);
        } catch (Exception e) {
            boolean before = inUse.containsKey(file);
            LOG.error(
                    "Route file {} cannot be used{}: {}",
                    Printable.of(file.toString()),
                    before ? ", its previous version stays in use" : "",
                    BrokenRoutes.reason(e));
            if (before) {
                use(file, inUse.get(file));
            }
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private Set<String> use(Path file, String text) throws Exception {
        Resource resource = ResourceHelper.fromString("file:" + file, text);
        return PluginHelper.getRoutesLoader(context).updateRoutes(List.of(resource));
    }

    /** Stops the routes of a file except those that are kept, and returns their ids. */
    private List<String> endRoutes(Path file, Set<String> kept) throws Exception {
        List<String> ended = context.getRoutes().stream()
                .filter(route -> comesFrom(route, file))
                .map(Route::getRouteId)
                .filter(id -> !kept.contains(id))
                .toList();
        for (String id : ended) {
            context.getRouteController().stopRoute(id);
            context.removeRoute(id);
        }
        return ended;
    }

    private static boolean comesFrom(Route route, Path file) {
        return route.getSourceResource() != null
                && fileName(route.getSourceResource()).equals(file.getFileName().toString());
    }

    private static String fileName(Resource resource) {
        return RouteFolders.name(resource.getLocation());
    }
}
