/**
 * What is known of the network that a device connects from: its prefix and, from files in MaxMind's format that the user
 * names, its autonomous system and its country. It keeps nothing and must not know the engine.
 */
package io.iotconnectivity.network;
