package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.OwnerOnly;
import io.iotconnectivity.engine.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteException;

/** The database file: locked by one process, checked before use, and the source of all connections to it. */
final class DatabaseFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseFile.class);

    /**
     * Reading a whole file takes about a second per gigabyte; in a larger one, only what cannot be rebuilt is
     * checked.
     */
    private static final long CHECK_WHOLE_BELOW = 256L << 20;

    /**
     * The length to which the write-ahead log grows before a checkpoint, in pages of 4 KiB. One large batch touches
     * more than SQLite's default of 1000, so every commit would copy its pages into the file, most of them to be
     * overwritten by the next.
     */
    private static final int CHECKPOINT_PAGES = 4_000;

    private static final List<String> VITAL_TABLES = List.of("device", "sink", "delivery");

    private static final String LOCK = ".lock";

    private final Path file;
    private final FileChannel lockFile;
    private final FileLock lock;
    private volatile int mostPages = Integer.MAX_VALUE;
    private volatile StandingFiles opened = StandingFiles.of();
    private volatile StandingFiles log = StandingFiles.of();

    private DatabaseFile(Path file, FileChannel lockFile, FileLock lock) {
        this.file = file;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /**
     * Locks the file, creates it if it is missing, checks it and migrates its tables.
     *
     * @throws StoreException if any of that fails
     */
    static DatabaseFile open(Path file) {
        Path named = file.toAbsolutePath();
        DatabaseFile held = reserve(file);
        Path absolute = held.file;
        try {
            if (Files.notExists(absolute)) {
                OwnerOnly.open(absolute, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                        .close();
            }
        } catch (IOException e) {
            held.close();
            throw cannotBeWritten(named, e);
        }
        Disk.of(absolute).filter(Disk::isRemote).ifPresent(disk -> LOG.warn(onNetwork(held.file, disk)));
        try {
            held.check();
            held.opened = StandingFiles.of(absolute, named, held.beside(LOCK));
            return held;
        } catch (RuntimeException e) {
            held.close();
            throw e;
        }
    }

    /**
     * Locks the name of a file, whether or not there is one, and does nothing with the file itself.
     *
     * @throws StoreException if another process has it, or it cannot be locked
     */
    static DatabaseFile reserve(Path file) {
        Path named = file.toAbsolutePath();
        try {
            OwnerOnly.createFolders(named.getParent());
            // The same file under any of its names, so that there is one lock.
            return lock(Files.exists(named) ? named.toRealPath() : named);
        } catch (IOException e) {
            throw cannotBeWritten(named, e);
        }
    }

    private static StoreException cannotBeWritten(Path file, IOException why) {
        return new StoreException(
                file + " (setting engine.file) cannot be written: " + why
                        + ". Give this user write access to it, or point engine.file elsewhere.",
                why);
    }

    private static DatabaseFile lock(Path file) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + LOCK);
        FileChannel channel =
                OwnerOnly.open(beside, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        restrict(beside);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new StoreException(file + " (setting engine.file) is in use by another iot-connectivity."
                    + " Stop that process, or point engine.file at another file.");
        }
        return new DatabaseFile(file, channel, lock);
    }

    /** Anyone who can read an earlier version's lock file could lock it and keep us from starting. */
    private static void restrict(Path lock) {
        try {
            OwnerOnly.restrict(lock);
        } catch (IOException e) {
            LOG.warn("Other users can read {}, and its permissions cannot be restricted: {}", lock, e.toString());
        }
    }

    private void check() {
        try (Connection connection = connect(false)) {
            boolean small = Files.size(file) < CHECK_WHOLE_BELOW;
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
                if (small) {
                    quickCheck(statement, "PRAGMA quick_check(1)");
                }
            }
            Schema.migrate(connection, file);
            if (!small) {
                try (Statement statement = connection.createStatement()) {
                    for (String table : VITAL_TABLES) {
                        quickCheck(statement, "PRAGMA quick_check(" + table + ")");
                    }
                }
            }
        } catch (SQLException e) {
            throw switch (Trouble.of(e)) {
                case DAMAGED -> damaged(e.getMessage(), e);
                default -> new StoreException(file + " (setting engine.file) cannot be opened: " + e.getMessage(), e);
            };
        } catch (IOException e) {
            throw new StoreException(file + " (setting engine.file) cannot be read: " + e, e);
        }
    }

    private void quickCheck(Statement statement, String pragma) throws SQLException {
        try (ResultSet row = statement.executeQuery(pragma)) {
            if (row.next() && !"ok".equals(row.getString(1))) {
                throw damaged(row.getString(1), null);
            }
        }
    }

    private StoreException damaged(String finding, SQLException cause) {
        return new StoreException(damagedMessage(finding), cause);
    }

    String damagedMessage(String finding) {
        return file + " (setting engine.file) is damaged: " + finding + ". Stop iot-connectivity and restore a backup,"
                + " or move the file away together with its -wal and -shm to start without history.";
    }

    private static String onNetwork(Path file, Disk disk) {
        return file + " (setting engine.file) is on a network file system (" + disk.type()
                + "), which can damage it, above"
                + " all if two machines open it. Point engine.file at a local disk.";
    }

    /**
     * What has happened to the file if it is no longer the one that was opened, and what to do about it; empty while
     * it is. Checks four names, which takes a few microseconds.
     */
    Optional<String> gone() {
        return opened.gone().or(log::gone).map(this::goneMessage);
    }

    private String goneMessage(StandingFiles.Gone gone) {
        String lost = gone.file() + (gone.file().equals(file) ? " (setting engine.file)" : "")
                + (gone.replaced() ? " was replaced by another file" : " was deleted or moved away")
                + " while it was in use. Nothing is acknowledged from now on, so that the sources keep new signals.";
        if (opened.gone().filter(one -> !one.file().equals(beside(LOCK))).isEmpty()) {
            return lost + " Restart iot-connectivity; it resumes where it left off.";
        }
        return lost
                + " Stop iot-connectivity, put the file back together with its -wal, and start it again; or restart it"
                + (gone.replaced() ? " to continue with the file that is there now." : " to begin with an empty file.");
    }

    /**
     * Copies what is only in the write-ahead log, which may have lost its name, into the file, if that still has its
     * own.
     */
    void carryOver(Connection writer) {
        if (opened.gone().filter(gone -> !gone.file().equals(beside(LOCK))).isPresent()) {
            return;
        }
        try (Statement statement = writer.createStatement()) {
            endTransaction(statement);
            statement.execute("PRAGMA wal_checkpoint(FULL)");
        } catch (SQLException e) {
            LOG.warn("The write-ahead log of {} could not be copied into the file: {}", file, e.getMessage());
        }
    }

    private static void endTransaction(Statement statement) {
        try {
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            // There was no transaction: everything that had to be written is in the log.
        }
    }

    private Path beside(String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    /** Simulates a disk of that size: connections opened later refuse to let the file grow beyond it. */
    void limitPages(int mostPages) {
        this.mostPages = mostPages;
    }

    Path path() {
        return file;
    }

    /** Size on disk in bytes: the file and its write-ahead log. */
    long size() {
        return file.toFile().length() + beside("-wal").toFile().length();
    }

    /** Bytes available to us on the disk. */
    long free() {
        return file.toFile().getUsableSpace();
    }

    /** Opens a connection whose commits are on disk when they return. */
    Connection writer() throws SQLException {
        Connection connection = connect(false);
        try (Statement statement = connection.createStatement()) {
            // Pages of 4 KiB: the less often the log is copied into the file, the more writes to one page become a
            // single copy.
            statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
            if (mostPages < Integer.MAX_VALUE) {
                statement.execute("PRAGMA max_page_count = " + mostPages);
            }
            // Reading opens the write-ahead log.
            statement.execute("PRAGMA schema_version");
        }
        log = StandingFiles.of(beside("-wal"), beside("-shm"));
        return connection;
    }

    Connection reader() throws SQLException {
        return connect(true);
    }

    private Connection connect(boolean readOnly) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(readOnly);
        config.setBusyTimeout(10_000);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        // Nobody needs generated keys, and the driver would compile a statement for each insert to fetch them.
        config.setGetGeneratedKeys(false);
        // A negative value is in KiB of native memory: the pages that the writer needs again and again.
        config.setCacheSize(readOnly ? -4_000 : -64_000);
        Properties properties = config.toProperties();
        NativeLibrary.load();
        return DriverManager.getConnection("jdbc:sqlite:" + file, properties);
    }

    @Override
    public void close() {
        try {
            lock.release();
            lockFile.close();
        } catch (IOException e) {
            throw new StoreException(file + " cannot be released", e);
        }
    }

    /** What a failed write means for its batch. */
    enum Trouble {
        /** No space, no permission, a failing disk: the same batch can succeed later. */
        PASSING,
        /** The file can no longer be trusted. */
        DAMAGED,
        /** One of the rows is at fault. */
        PECULIAR;

        static Trouble of(SQLException e) {
            if (!(e instanceof SQLiteException sqlite)) {
                return PECULIAR;
            }
            return switch (sqlite.getResultCode().code & 0xff) {
                // https://www.sqlite.org/rescode.html: CORRUPT, NOTADB
                case 11, 26 -> DAMAGED;
                // PERM, BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL
                case 3, 5, 6, 7, 8, 10, 13, 14, 15 -> PASSING;
                default -> PECULIAR;
            };
        }
    }
}
