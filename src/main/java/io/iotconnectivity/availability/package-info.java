/**
 * How long each device was up, and why not: its history as a list of changes, kept small, and the figures of any
 * period. The times of a period add up to it. Pure: it must not know clocks, files, databases or the engine.
 */
package io.iotconnectivity.availability;
