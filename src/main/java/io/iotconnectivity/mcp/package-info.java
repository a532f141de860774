/**
 * What an AI assistant may ask about the fleet, by the Model Context Protocol (MCP): tools, resources, and the two ways that
 * messages come. Texts of devices and people are data to it: shown as they are, unseen characters included, and bounded. It
 * must not know how the application is reached.
 */
package io.iotconnectivity.mcp;
