/**
 * The commands, and how they print. It keeps the exit statuses and the form of the output, which scripts rely on. It must not
 * hold any rule of its own; commands ask the running application or the packages below.
 */
package io.iotconnectivity.cli;
