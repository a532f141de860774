package io.iotconnectivity.doctor;

import io.iotconnectivity.engine.sqlite.Disk;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Checks whether the store is writable, without touching it: a running product has it open. */
final class EngineFile implements Check {
    private static final long LEAST = 100L << 20;
    private static final long LITTLE = 1L << 30;

    private final Path file;

    EngineFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    @Override
    public String name() {
        return "engine.file";
    }

    @Override
    public boolean isUsed() {
        return true;
    }

    @Override
    public List<Finding> look() {
        if (Files.exists(file) && !(Files.isRegularFile(file) && Files.isReadable(file) && Files.isWritable(file))) {
            return List.of(unwritable(file));
        }
        Path there = file.getParent();
        while (there != null && Files.notExists(there)) {
            there = there.getParent();
        }
        if (there == null || !Files.isDirectory(there) || !Files.isWritable(there)) {
            return List.of(unwritable(there == null ? file : there));
        }
        try {
            return List.of(space(Files.getFileStore(there)));
        } catch (IOException e) {
            return List.of(Finding.unknown(name(), "cannot look at " + there + ": " + e, "see the message"));
        }
    }

    private Finding unwritable(Path where) {
        return Finding.error(
                name(),
                where + " is not writable for this user",
                "make it writable for this user, or set engine.file to another place");
    }

    private Finding space(FileStore disk) throws IOException {
        Optional<Disk> remote = Disk.of(file).filter(Disk::isRemote);
        if (remote.isPresent()) {
            return Finding.warning(
                    name(),
                    file + " is on a network file system (" + remote.get().type() + "), which can corrupt it",
                    "set engine.file to a place on a local disk");
        }
        long free = disk.getUsableSpace();
        String finding = file + " is writable, " + (free >> 20) + " MiB are free";
        if (free < LITTLE) {
            String fix = "free space on the disk, or shorten engine.history";
            return free < LEAST ? Finding.error(name(), finding, fix) : Finding.warning(name(), finding, fix);
        }
        return Finding.ok(name(), finding);
    }
}
