package io.iotconnectivity.decide;

/**
 * The port through which the deciders read and write state. A later step reads what an earlier one wrote, whether or
 * not that is durable yet; what one call of a decider writes becomes durable atomically.
 *
 * <p>Every method may throw {@link StateUnavailable}; none may throw exceptions of a store or driver.
 */
public interface State extends DeviceState, IncidentState {}
