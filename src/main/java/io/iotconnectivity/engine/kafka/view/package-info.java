/**
 * What a node with a view reads: it feeds the tables of {@code engine.sqlite} from the topics of the installation. It keeps how far it
 * has read in the transaction of the rows. It must not know who writes the topics, nor decide anything.
 */
package io.iotconnectivity.engine.kafka.view;
