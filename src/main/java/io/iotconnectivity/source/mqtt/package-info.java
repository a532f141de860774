/**
 * The connections to the MQTT broker: Camel's {@code paho-mqtt5} component, hardened, so that a message is acknowledged
 * only after its exchange is done, a session outlives each reconnect, and a hostile broker is cut off. It keeps one
 * connection per source route. It must not know what a message says.
 */
package io.iotconnectivity.source.mqtt;
