/**
 * What is secret in the settings, and how it is kept out of everything that is logged, stored and shown. It keeps every form
 * in which a secret may come back: encoded, cut, spread out. It must not know where a text goes that it masks.
 */
package io.iotconnectivity.secret;
