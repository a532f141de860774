/**
 * What all sources of signals share: reading a message and handing it to the engine, the status of each source, and
 * noticing one that is blind, which a quiet fleet is not. It keeps the promise that a message is acknowledged only once
 * it is durable. It must not know how a source is connected; that belongs in a package below this one.
 */
package io.iotconnectivity.source;
