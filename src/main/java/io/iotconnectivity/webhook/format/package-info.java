/**
 * Runs payload files, programs in jq that turn an event into requests. It keeps them within limits of steps, memory and time,
 * because users write them and receivers supply their input. It must not know how a request is sent.
 */
package io.iotconnectivity.webhook.format;
