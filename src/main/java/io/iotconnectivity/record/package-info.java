/**
 * Records what comes in, and replays a recorded day through other rules. It keeps a day a file, in a form that later versions
 * read. It must not decide anything itself: the decider that runs in the engine runs in a replay.
 */
package io.iotconnectivity.record;
