package io.iotconnectivity.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/**
 * Files and folders that only the user of this process can read, from the moment at which they exist. What exists already keeps what
 * its owner has granted. Where the system has no such permissions, those of the folder decide.
 */
public final class OwnerOnly {
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");

    private OwnerOnly() {}

    /** Makes a folder, and those above it that are missing. */
    public static void createFolders(Path folder) throws IOException {
        // Also where it is a link to one.
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, only(FOLDER));
        }
    }

    /**
     * As {@link FileChannel#open(Path, OpenOption...)}, but fails at a link: whoever else can write into the folder could have us write
     * to a file of their choice.
     */
    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        Set<OpenOption> all = new HashSet<>(Set.of(options));
        all.add(LinkOption.NOFOLLOW_LINKS);
        try {
            return FileChannel.open(file, all, only(FILE));
        } catch (IOException e) {
            if (Files.isSymbolicLink(file)) {
                throw new FileSystemException(file.toString(), null, "it is a link, and none is followed here");
            }
            throw e;
        }
    }

    /**
     * Takes from all others what they have been granted.
     *
     * @throws IOException also if the file belongs to somebody else
     */
    public static void restrict(Path file) throws IOException {
        if (isKnownHere() && !FILE.containsAll(Files.getPosixFilePermissions(file))) {
            Files.setPosixFilePermissions(file, FILE);
        }
    }

    /** Whether everybody on this machine may read or write the file, and not only its owner or its group. */
    public static boolean isOpenToOthers(Path file) throws IOException {
        return isKnownHere()
                && !Collections.disjoint(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS), OTHERS);
    }

    private static FileAttribute<?>[] only(Set<PosixFilePermission> permissions) {
        return isKnownHere()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean isKnownHere() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }
}
