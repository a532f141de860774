/**
 * What moves an installation from one store to another: what is moved, and the file that it is moved in. It rests on the formats of
 * {@code engine.codec}. It must not know any store, nor decide anything.
 */
package io.iotconnectivity.engine.move;
