/** What is secret in the settings, and how it is kept out of what is logged, stored and shown. */
package io.iotconnectivity.secret;
