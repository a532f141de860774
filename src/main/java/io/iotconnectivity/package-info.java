/**
 * The application: command line, wiring and the order in which things start and stop. It keeps the only places that know every
 * other package. It must not decide anything about a device, an incident or a delivery.
 */
package io.iotconnectivity;
