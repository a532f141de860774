/**
 * Reads the settings from files, environment and command line into typed records, and reports every problem at once
 * with its fix. It keeps the rule that a key exists only if the shipped file explains it. It must not know the layers
 * above it: commands, checks and the wiring.
 */
package io.iotconnectivity.settings;
