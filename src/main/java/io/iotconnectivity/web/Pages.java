package io.iotconnectivity.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.zip.GZIPOutputStream;

/**
 * The dashboard: a fixed set of files, read into memory at startup. Only the addresses of these files are served, so no
 * address can name anything else. They hold nothing secret and are served to everybody who reaches us.
 *
 * <p>Vert.x's own handler of static files copies resources to a folder of its cache and serves whatever a path leads to there. These few
 * fixed files need neither a folder that can be written nor a path that is resolved.
 */
final class Pages {
    /** The folder on the class path, and the prefix of the addresses. */
    static final String FOLDER = "/web/";

    private static final String INDEX = "index.html";

    /** In {@link #FOLDER}. */
    static final List<String> FILES = List.of(
            INDEX,
            "icon.svg",
            "app.css",
            "js/theme-early.js",
            "js/main.js",
            "js/api.js",
            "js/availabilitybar.js",
            "js/badges.js",
            "js/chart.js",
            "js/churn.js",
            "js/cluster.js",
            "js/deadletters.js",
            "js/devicetable.js",
            "js/dialog.js",
            "js/dom.js",
            "js/format.js",
            "js/icons.js",
            "js/live.js",
            "js/notes.js",
            "js/panel.js",
            "js/router.js",
            "js/life.js",
            "js/silences.js",
            "js/sse.js",
            "js/theme.js",
            "js/timeline.js",
            "js/times.js",
            "js/toast.js",
            "js/token.js",
            "js/words.js",
            "js/pages/breakdown.js",
            "js/pages/device.js",
            "js/pages/devices.js",
            "js/pages/incident.js",
            "js/pages/incidents.js",
            "js/pages/overview.js",
            "js/pages/report.js",
            "js/pages/sinks.js",
            "js/pages/system.js");

    /** From the {@code dist} folder of the uPlot WebJar. */
    private static final List<String> CHART_FILES = List.of("uPlot.esm.js", "uPlot.min.css");

    private static final String CHART_VERSION = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

    /** No scripts or styles but our own files, nothing from elsewhere, and no framing. */
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private final Map<String, Page> byAddress;

    private static final class Page {
        private final Buffer plain;
        private final Buffer packed;
        private final String mediaType;
        private volatile String tag;

        /**
         * @param packed the same, compressed with gzip
         */
        Page(Buffer plain, Buffer packed, String mediaType) {
            this.plain = plain;
            this.packed = packed;
            this.mediaType = mediaType;
        }

        /** Weak, because both forms share it. Computed for the first viewer, since no start should wait for digests. */
        String tag() {
            String known = tag;
            if (known == null) {
                known = EntityTag.of(plain.getBytes());
                tag = known;
            }
            return known;
        }
    }

    private Pages(Map<String, Page> byAddress) {
        this.byAddress = Map.copyOf(byAddress);
    }

    /**
     * @throws UncheckedIOException if one of the files is missing, which is a build mistake
     */
    static Pages load() {
        Map<String, Page> pages = new HashMap<>();
        for (String file : FILES) {
            // The page's links are relative to its location, so it has one address only.
            pages.put(file.equals(INDEX) ? "/" : FOLDER + file, page(FOLDER + file));
        }
        String chart = "/META-INF/resources/webjars/uplot/" + chartVersion() + "/dist/";
        for (String file : CHART_FILES) {
            pages.put(FOLDER + "vendor/" + file, page(chart + file));
        }
        return new Pages(pages);
    }

    int count() {
        return byAddress.size();
    }

    /** Whether a request asks for exactly one of the files' addresses. */
    boolean serves(HttpServerRequest request) {
        return (request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD)
                && byAddress.containsKey(request.path());
    }

    void addTo(Router router) {
        router.route().handler(context -> {
            if (serves(context.request())) {
                serve(context);
            } else {
                context.next();
            }
        });
    }

    private void serve(RoutingContext context) {
        Page page = byAddress.get(context.request().path());
        HttpServerResponse response = context.response();
        response.putHeader("Content-Security-Policy", CONTENT_POLICY)
                // Caches may keep it but must revalidate it each time, so an update shows at the next view.
                .putHeader("Cache-Control", "no-cache")
                .putHeader("ETag", page.tag())
                .putHeader("Vary", "Accept-Encoding");
        if (EntityTag.isKnown(page.tag(), context.request().getHeader("If-None-Match"))) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader("Content-Type", page.mediaType);
        Buffer bytes = page.plain;
        if (AcceptEncoding.takesGzip(context.request().getHeader("Accept-Encoding"))) {
            response.putHeader("Content-Encoding", "gzip");
            bytes = page.packed;
        }
        if (context.request().method() == HttpMethod.HEAD) {
            response.putHeader("Content-Length", Integer.toString(bytes.length()))
                    .end();
        } else {
            response.end(bytes);
        }
    }

    private static Page page(String resource) {
        byte[] bytes = bytes(resource);
        String type = MEDIA_TYPES.get(resource.substring(resource.lastIndexOf('.') + 1));
        return new Page(Buffer.buffer(bytes), Buffer.buffer(packed(bytes)), type);
    }

    private static byte[] packed(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static String chartVersion() {
        Properties about = new Properties();
        try (InputStream in = open(CHART_VERSION)) {
            about.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return about.getProperty("version");
    }

    private static byte[] bytes(String resource) {
        try (InputStream in = open(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = Pages.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IOException("the application is incomplete: there is no " + resource + " in it");
        }
        return in;
    }
}
