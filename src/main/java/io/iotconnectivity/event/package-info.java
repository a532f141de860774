/**
 * Outgoing events about devices and incidents, and their JSON form as CloudEvents. It keeps names, ids and fields
 * stable, because other systems rely on them. It must not know who receives an event.
 */
package io.iotconnectivity.event;
