/**
 * The fleet index: queries, thing groups, and the comparison of what it says with what we hold. It keeps the differences
 * coming in as signals, as everything else does. It must not change any state itself.
 */
package io.iotconnectivity.aws.fleet;
