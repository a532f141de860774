/**
 * How state is encoded and how a redelivered signal is recognised, the same in every engine. It keeps the stored form
 * readable across versions: what an earlier version wrote is read, what a later one added is skipped. It must not know
 * where the bytes are kept: no database, no file, no topic.
 */
package io.iotconnectivity.engine.codec;
