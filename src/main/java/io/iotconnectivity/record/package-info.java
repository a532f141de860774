/** What came in, kept in files, and what other rules would have made of it. */
package io.iotconnectivity.record;
