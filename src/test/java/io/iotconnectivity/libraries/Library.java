package io.iotconnectivity.libraries;

import java.nio.file.Path;

/** A library of the release. */
record Library(String group, String name, String version, Path jar) {
    /** Its package URL, without a version. */
    String purl() {
        return "pkg:maven/" + group + "/" + name;
    }

    @Override
    public String toString() {
        return group + ":" + name + ":" + version;
    }
}
