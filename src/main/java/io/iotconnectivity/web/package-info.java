/**
 * The HTTP interface: API, event stream, dashboard, health and metrics. It keeps callers apart by their budgets and bounds
 * every connection before it is answered. It must not know how anything it shows is stored.
 */
package io.iotconnectivity.web;
