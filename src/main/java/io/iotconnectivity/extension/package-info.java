/** What users add to the product: jars with Camel components, in a folder of their own. */
package io.iotconnectivity.extension;
