package io.iotconnectivity.incident;

import io.iotconnectivity.event.IncidentData;
import java.util.Optional;

/** The incidents that are open, each as its latest event told of it. */
public interface OpenByKey {

    /**
     * The one with this key; the latest where there are several.
     *
     * @param key such as {@code device/pump-7}
     */
    Optional<IncidentData> about(String key);
}
