/**
 * The embedded engine: one SQLite file, one thread that writes, group commit. It keeps tables, transactions and the file, and
 * has everything decided elsewhere. It must not know Camel, HTTP, or what a sink is connected to.
 */
package io.iotconnectivity.engine.sqlite;
