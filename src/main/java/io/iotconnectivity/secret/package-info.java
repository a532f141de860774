/**
 * What is secret in the settings, and how it is kept out of everything that is logged, stored and shown. It keeps every
 * form in which a secret may come back: encoded, truncated, interspersed. It must not know where the text it masks
 * goes.
 */
package io.iotconnectivity.secret;
