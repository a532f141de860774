package io.iotconnectivity.presence;

import io.iotconnectivity.event.Severity;
import java.util.Optional;

/**
 * A class of devices whose numbers differ from those of all others. It changes no rule of a verdict, only how long and
 * how severe.
 *
 * @param name as in the settings
 * @param severity of every outage that has one; absent: that of its reason
 */
public record DeviceClass(String name, Optional<Severity> severity) {}
