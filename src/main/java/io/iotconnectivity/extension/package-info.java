/**
 * What users add: jars with Camel components, in a folder of their own. It keeps them apart from the product's own libraries.
 * It must not know what they are used for.
 */
package io.iotconnectivity.extension;
