package io.iotconnectivity.engine.sqlite;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The file system that a file is on.
 *
 * @param type as the operating system calls it, such as {@code ext4} or {@code nfs4}; in lower case
 */
public record Disk(String type) {
    /** EFS is {@code nfs4}, FSx {@code lustre}, {@code nfs4} or {@code cifs}. */
    private static final Set<String> REMOTE = Set.of(
            "nfs",
            "nfs3",
            "nfs4",
            "cifs",
            "smbfs",
            "smb",
            "smb2",
            "smb3",
            "9p",
            "afs",
            "ceph",
            "glusterfs",
            "lustre",
            "gpfs",
            "davfs",
            "fuse.sshfs",
            "fuse.glusterfs",
            "fuse.ceph",
            "fuse.s3fs",
            "fuse.rclone",
            "fuse.gcsfuse",
            "fuse.mount-s3",
            "fuse.davfs2",
            "fuse.juicefs");

    /**
     * The disk of a file, or of its nearest existing parent folder; absent where the operating system does not tell.
     */
    public static Optional<Disk> of(Path file) {
        Path there = file.toAbsolutePath();
        while (there != null && Files.notExists(there)) {
            there = there.getParent();
        }
        try {
            return there == null ? Optional.empty() : Optional.of(of(Files.getFileStore(there)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Disk of(FileStore store) {
        return new Disk(store.type().toLowerCase(Locale.ROOT));
    }

    /**
     * Whether other machines can access it as well. SQLite's write-ahead log needs memory shared by all readers,
     * which machines do not have in common, and locks, which network file systems are known to get wrong.
     *
     * @see <a href="https://www.sqlite.org/useovernet.html">SQLite over a network</a>
     */
    public boolean isRemote() {
        return REMOTE.contains(type);
    }

    /** Whether a file keeps its identity for as long as it is open: file systems in user space may change it. */
    boolean keepsIdentities() {
        return !type.startsWith("fuse") && !type.equals("9p");
    }
}
