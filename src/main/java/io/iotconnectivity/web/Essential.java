package io.iotconnectivity.web;

/** A response that equals an earlier one if its essential content does. */
interface Essential {
    /** The essential content. */
    Object essence();
}
