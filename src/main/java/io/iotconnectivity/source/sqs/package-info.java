/**
 * Presence events that an IoT rule puts into an SQS queue. It keeps track of whether the queue can be read, and bounds
 * how many messages are in progress. It must not know what a message says.
 */
package io.iotconnectivity.source.sqs;
