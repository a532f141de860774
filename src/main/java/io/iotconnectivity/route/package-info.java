/**
 * The routes of the product and of its users: finding, loading and reloading them, discovering sinks, and handing
 * events to them. It keeps track of the attached sinks, and bounds what a route may use. It must not know how events
 * are stored, nor the format of any receiver.
 */
package io.iotconnectivity.route;
