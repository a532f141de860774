/**
 * Presence events that an IoT rule puts into an SQS queue. It keeps whether the queue can be read, and bounds how many messages
 * are under way. It must not know what a message says.
 */
package io.iotconnectivity.source.sqs;
