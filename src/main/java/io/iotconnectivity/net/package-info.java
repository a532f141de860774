/**
 * How requests leave this machine: proxies, private certificate authorities, and one HTTP client whose every response
 * is bounded. It keeps the wording for connections that fail. It must not know what a request is about.
 */
package io.iotconnectivity.net;
