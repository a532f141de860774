/**
 * The AWS clients and what the sinks write there: tables, shadows, metrics. It keeps credentials, regions and time
 * limits in one place, for every call. It must not know what a verdict is made of.
 */
package io.iotconnectivity.aws;
