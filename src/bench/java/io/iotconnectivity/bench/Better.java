package io.iotconnectivity.bench;

/** Which figures of a row are the better ones. */
enum Better {
    LESS,
    MORE
}
