package io.iotconnectivity.engine;

/** The available engines. */
public enum EngineKind {
    /** One node, everything in one file. */
    EMBEDDED,
    /** Several nodes that share the devices, which is kept in Apache Kafka. */
    KAFKA
}
