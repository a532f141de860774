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
 * Creates files and folders that only the user of this process can read, from the moment they exist. Existing ones keep
 * the permissions that their owner granted. If the system has no such permissions, those of the folder apply.
 */
public final class OwnerOnly {
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");

    private OwnerOnly() {}

    /** Creates a folder and its missing parents. */
    public static void createFolders(Path folder) throws IOException {
        // Also if it is a link to one.
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, only(FOLDER));
        }
    }

    /**
     * Like {@link FileChannel#open(Path, OpenOption...)}, but refuses links: anyone else who can write to the folder
     * could otherwise make us write to a file of their choice.
     */
    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        Set<OpenOption> all = new HashSet<>(Set.of(options));
        all.add(LinkOption.NOFOLLOW_LINKS);
        try {
            return FileChannel.open(file, all, only(FILE));
        } catch (IOException e) {
            if (Files.isSymbolicLink(file)) {
                throw new FileSystemException(file.toString(), null, "it is a link, and links are not followed here");
            }
            throw e;
        }
    }

    /**
     * Removes all permissions of other users.
     *
     * @throws IOException also if the file belongs to another user
     */
    public static void restrict(Path file) throws IOException {
        if (isKnownHere() && !FILE.containsAll(Files.getPosixFilePermissions(file))) {
            Files.setPosixFilePermissions(file, FILE);
        }
    }

    /** Whether every user of this machine may read or write the file, and not only its owner or group. */
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
