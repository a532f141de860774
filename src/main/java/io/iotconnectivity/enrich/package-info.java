/**
 * Asks the enrich routes about devices: in batches, within a budget, again after a failure. What a route answers is read here, and never
 * trusted. It must not know Camel.
 */
package io.iotconnectivity.enrich;
