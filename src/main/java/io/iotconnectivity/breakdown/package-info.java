/**
 * What devices have in common that others have not, and how interruptions are spread over the traits of devices. Pure:
 * it must not know clocks, files, databases or the engine.
 */
package io.iotconnectivity.breakdown;
