/**
 * Presence events that an IoT rule writes to a topic of Apache Kafka. It keeps track of whether the topic can be read, and
 * commits how far everything is durable. It must not know what a record says. Its classes need the libraries of Kafka, and
 * are loaded only if the source is enabled.
 */
package io.iotconnectivity.source.kafka;
