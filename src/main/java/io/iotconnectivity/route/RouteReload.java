package io.iotconnectivity.route;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.support.RouteWatcherReloadStrategy;

/**
 * Takes over what changes in folders of routes while the application runs: a file that is dropped there or edited is live
 * within a second. A file that cannot be used changes nothing, and one that is deleted goes on until the next start. For
 * development; every other route keeps running.
 */
public final class RouteReload {
    private static final long POLL_MILLIS = 250;

    private RouteReload() {}

    /**
     * Watches a folder, which is made if it is not there.
     *
     * @throws BrokenRoutes if it cannot be made or watched
     */
    public static void watch(CamelContext context, Path folder) throws BrokenRoutes {
        try {
            Files.createDirectories(folder);
            RouteWatcherReloadStrategy strategy = new RouteWatcherReloadStrategy(folder.toString());
            strategy.setPattern("*" + RouteFolders.ENDING);
            strategy.setPollTimeout(POLL_MILLIS);
            // With the default, any change would stop all sources.
            strategy.setRemoveAllRoutes(false);
            context.addService(strategy);
        } catch (IOException e) {
            throw new BrokenRoutes(
                    "Folder " + folder + " (routes.folder) cannot be made, which routes.reload needs: "
                            + BrokenRoutes.reason(e),
                    e);
        } catch (Exception e) {
            throw new BrokenRoutes("Folder " + folder + " cannot be watched: " + BrokenRoutes.reason(e), e);
        }
    }
}
