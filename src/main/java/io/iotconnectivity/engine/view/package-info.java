/**
 * The read model: what lists, counts and charts of the fleet are answered from. It keeps one small entry for each device in memory
 * and the counts that follow from all of them, brought up to date after each commit. It must not know where devices are stored,
 * nor who asks: no SQL, no HTTP.
 */
package io.iotconnectivity.engine.view;
