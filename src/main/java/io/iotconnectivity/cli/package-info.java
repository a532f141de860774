/**
 * The commands, and how they print. It keeps the exit statuses and the output format, which scripts rely on. It must
 * not hold any rule of its own; commands call the running application or the packages below.
 */
package io.iotconnectivity.cli;
