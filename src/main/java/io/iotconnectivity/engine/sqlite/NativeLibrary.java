package io.iotconnectivity.engine.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Loads the native part of the SQLite driver. The driver would unpack it too, but then compares every byte of the file
 * with the one in the jar through a stream's single-byte reads, which takes a tenth of the time of a start.
 */
final class NativeLibrary {
    /** Where the driver looks first: https://github.com/xerial/sqlite-jdbc/blob/master/USAGE.md */
    private static final String FOLDER = "org.sqlite.lib.path";
    /** Where the driver would unpack it. */
    private static final String TEMPORARY = "org.sqlite.tmpdir";

    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);

    private static boolean loaded;

    private NativeLibrary() {}

    /** Does nothing the second time. If it fails, the driver tries its own way and names what is wrong. */
    static synchronized void load() {
        if (loaded) {
            return;
        }
        loaded = true;
        if (System.getProperty(FOLDER) == null) {
            try {
                unpackAndLoad();
            } catch (IOException e) {
                LOG.debug("The driver unpacks its native library itself", e);
            }
        }
    }

    private static void unpackAndLoad() throws IOException {
        String name = LibraryLoaderUtil.getNativeLibName();
        try (InputStream in =
                SQLiteJDBCLoader.class.getResourceAsStream(LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name)) {
            if (in == null) {
                throw new IOException("the driver brings none for this system");
            }
            // Only its owner can write to a new temporary folder, and nobody else can have put a library there.
            Path folder = Files.createTempDirectory(temporary(), "iot-connectivity-sqlite-");
            Path library = folder.resolve(name);
            try {
                Files.copy(in, library);
                System.setProperty(FOLDER, folder.toString());
                SQLiteJDBCLoader.initialize();
            } catch (Exception e) {
                throw new IOException(e);
            } finally {
                System.clearProperty(FOLDER);
                // What is mapped into memory needs no name, and a process that is killed must leave nothing behind.
                Files.deleteIfExists(library);
                Files.deleteIfExists(folder);
            }
        }
    }

    private static Path temporary() {
        return Path.of(System.getProperty(TEMPORARY, System.getProperty("java.io.tmpdir")));
    }
}
