/**
 * Has devices forgotten of which nothing is heard any more. It keeps nothing: the engine decides and deletes. It must not know an
 * engine's store, nor AWS: whether a device is registered it is told.
 */
package io.iotconnectivity.life;
