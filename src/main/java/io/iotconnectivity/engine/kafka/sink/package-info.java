/**
 * Delivery on Kafka: a consumer group a sink decides which node delivers which partition, and one transaction saves how
 * far a sink has come together with what it still has to receive. It keeps the rows of all sinks in a compacted topic,
 * in a versioned format. It must not know the stages, Camel or AWS, nor decide what a sink receives.
 */
package io.iotconnectivity.engine.kafka.sink;
