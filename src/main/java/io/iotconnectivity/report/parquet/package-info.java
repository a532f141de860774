/**
 * Writes reports as Parquet, by a library that is there only if {@code lib/parquet/pom.xml} has fetched it. No other
 * package must use that library, and this one must not count anything itself.
 */
package io.iotconnectivity.report.parquet;
