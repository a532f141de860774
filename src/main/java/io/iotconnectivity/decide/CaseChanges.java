package io.iotconnectivity.decide;

import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.GroupCase;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The cases replaced by one step of the incident machine.
 *
 * @param devices each differs from the stored one; at most one per device
 * @param groups likewise
 * @param blind all sources that are now blind; absent if unchanged
 */
public record CaseChanges(
        Collection<DeviceCase> devices, Collection<GroupCase> groups, Optional<List<BlindSource>> blind) {}
