package io.iotconnectivity.decide;

/** Whose deadline it is. */
public enum Deadline {
    /** That of the verdict on a device. */
    DEVICE,
    /** That of what the incident machine holds of a device. */
    CASE,
    /** That of what the incident machine holds of a group. */
    GROUP
}
