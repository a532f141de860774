/**
 * The contract of an engine with its sources and its readers, whichever engine runs. It keeps the promise that accepted
 * signals are durable before they are acknowledged, and that the ledger answers from durable state. Apart from the one
 * place that chooses an engine, it must not know how any of them stores.
 */
package io.iotconnectivity.engine;
