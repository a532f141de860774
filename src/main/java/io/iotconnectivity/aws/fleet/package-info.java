/**
 * The fleet index: queries, thing groups, and its reconciliation with the known state. It keeps the differences coming
 * in as signals, like everything else. It must not change any state itself.
 */
package io.iotconnectivity.aws.fleet;
