package io.iotconnectivity.engine.embedded;

import io.iotconnectivity.event.Event;

/** An event and its place in the log; places only grow. */
record Logged(long seq, Event event) {}
