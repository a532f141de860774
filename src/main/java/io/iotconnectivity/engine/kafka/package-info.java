/**
 * The engine on Kafka Streams: the device rules and the incident rules as two stages, each of which keeps its state in a store that
 * Kafka can restore anywhere. It keeps what it is told in topics, in the formats of {@code engine.codec}. It must not know SQLite, Camel or
 * AWS, nor decide anything that {@code decide} does not.
 */
package io.iotconnectivity.engine.kafka;
