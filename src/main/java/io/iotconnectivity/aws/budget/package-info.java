/**
 * How often AWS may be called. It keeps one rate limit for each kind of question and slows down when AWS throttles. It
 * must not know what is asked.
 */
package io.iotconnectivity.aws.budget;
