/**
 * What an engine watches of itself, whichever it is: the batch under way, and how much of what could not be read it keeps. It keeps
 * the limits and what the last day has shown, for the log and for health checks. It must not know where anything is stored: no
 * SQL, no tables.
 */
package io.iotconnectivity.engine.health;
