/**
 * The devices in memory and the read model: what the rules decide from, and what lists, counts and charts of the fleet are answered from.
 * It keeps one entry per device, with its state as it is stored, and the counts, deadlines and storms derived from them, updated after
 * each commit. It must not know where devices are stored, nor who asks: no SQL, no HTTP.
 */
package io.iotconnectivity.engine.view;
