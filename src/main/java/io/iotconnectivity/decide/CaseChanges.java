package io.iotconnectivity.decide;

import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.GroupCase;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The cases that one step of the incident machine has replaced.
 *
 * @param devices each differs from what the state held; one of each device at most
 * @param groups likewise
 * @param blind all sources that are blind now; absent if that has not changed
 */
public record CaseChanges(
        Collection<DeviceCase> devices, Collection<GroupCase> groups, Optional<List<BlindSource>> blind) {}
