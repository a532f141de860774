package io.iotconnectivity.web;

/** An answer that is the same as an earlier one where what matters of it is. */
interface Essential {
    /** What matters. */
    Object essence();
}
