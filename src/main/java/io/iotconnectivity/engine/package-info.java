/**
 * What an engine promises to those who feed it and to those who read from it, whichever engine runs. It keeps the contract:
 * what is accepted is durable before it is acknowledged, and the ledger answers from what is durable. Apart from the one place
 * that chooses an engine, it must not know how any of them stores.
 */
package io.iotconnectivity.engine;
