/**
 * Records incoming signals and replays them through other rules. It keeps one file per day, in a format that later
 * versions can read. It must not decide anything itself: a replay runs the same decider as the engine.
 */
package io.iotconnectivity.record;
