package io.iotconnectivity.engine;

/** The engines that there are. */
public enum EngineKind {
    /** One node, everything in one file. */
    EMBEDDED
}
