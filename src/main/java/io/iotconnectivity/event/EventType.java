package io.iotconnectivity.event;

/** The types of events sent to the sinks. */
public enum EventType {
    DEVICE_ONLINE("device.online"),
    DEVICE_OFFLINE("device.offline"),
    DEVICE_STALE("device.stale"),
    DEVICE_FLAPPING("device.flapping"),
    DEVICE_STEADY("device.steady"),
    DEVICE_CONFLICT("device.conflict"),
    DEVICE_DEAF("device.deaf"),
    DEVICE_HEARING("device.hearing"),
    DEVICE_REJECTED("device.rejected"),
    DEVICE_DIAGNOSED("device.diagnosed"),
    DEVICE_SIGNAL("device.signal"),
    DEVICE_RETIRED("device.retired"),
    DEVICE_RETURNED("device.returned"),
    DEVICE_NEVER_CONNECTED("device.never-connected"),
    DEVICE_FORGOTTEN("device.forgotten"),
    /** Somebody had AWS IoT end its connection. */
    DEVICE_CUT_OFF("device.cut-off"),
    INCIDENT_OPENED("incident.opened"),
    INCIDENT_UPDATED("incident.updated"),
    INCIDENT_RESOLVED("incident.resolved"),
    /** Somebody acknowledged, assigned or commented on it. */
    INCIDENT_NOTED("incident.noted"),
    /** A calendar month is over: how long devices were available in it. */
    REPORT_MONTHLY("report.monthly");

    /** The prefix of every type in a CloudEvent. */
    public static final String PREFIX = "io.iotconnectivity.";

    private final String shortName;

    EventType(String shortName) {
        this.shortName = shortName;
    }

    /** The type as settings and metrics name it, such as {@code device.offline}. */
    public String shortName() {
        return shortName;
    }

    /** The type as written in a CloudEvent, such as {@code io.iotconnectivity.device.offline}. */
    public String fullName() {
        return PREFIX + shortName;
    }

    /** Whether its data is {@link IncidentData}. */
    public boolean isAboutAnIncident() {
        return switch (this) {
            case INCIDENT_OPENED, INCIDENT_UPDATED, INCIDENT_RESOLVED, INCIDENT_NOTED -> true;
            default -> false;
        };
    }

    /** Whether its data is {@link ReportData}. */
    public boolean isAReport() {
        return this == REPORT_MONTHLY;
    }

    /** The class of its data. */
    Class<? extends EventData> data() {
        if (isAReport()) {
            return ReportData.class;
        }
        return isAboutAnIncident() ? IncidentData.class : DeviceData.class;
    }

    /**
     * @throws IllegalArgumentException if there is no such type
     */
    public static EventType ofFullName(String fullName) {
        for (EventType type : values()) {
            if (type.fullName().equals(fullName)) {
                return type;
            }
        }
        throw new IllegalArgumentException("no event type " + fullName);
    }
}
