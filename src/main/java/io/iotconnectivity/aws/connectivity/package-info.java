/**
 * Asks AWS and the devices themselves whether a device is connected: checks and probes. It keeps each question within
 * its time limit, so that an answer comes back as a signal in any case. It must not decide what an answer means.
 */
package io.iotconnectivity.aws.connectivity;
