package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskTest {
    @ParameterizedTest
    @ValueSource(strings = {"nfs", "nfs4", "cifs", "smb3", "lustre", "fuse.sshfs", "9p"})
    void whatOtherMachinesReachIsRemote(String type) {
        assertThat(new Disk(type).isRemote()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs", "overlay", "tmpfs", "apfs", "ntfs", "zfs", "btrfs", "virtiofs"})
    void diskOfThisMachineIsNot(String type) {
        assertThat(new Disk(type).isRemote()).isFalse();
    }

    @Test
    void fileThatIsNotThereYetIsOnTheDiskOfItsFolder(@TempDir Path directory) {
        assertThat(Disk.of(directory.resolve("not/yet/there.db"))).isEqualTo(Disk.of(directory));
        assertThat(Disk.of(directory)).isPresent();
    }
}
