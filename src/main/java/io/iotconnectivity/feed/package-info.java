/** Whether news of the devices really reaches us: tells a feed that is cut from a fleet that is merely quiet. */
package io.iotconnectivity.feed;
