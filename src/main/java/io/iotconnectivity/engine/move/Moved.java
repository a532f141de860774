package io.iotconnectivity.engine.move;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A piece of an installation's state, in the form in which it is moved. Bytes are as the codecs of {@code engine.codec}
 * write them. An installation consists of any number of each, in the order in which the kinds are declared here.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
    @JsonSubTypes.Type(value = Moved.Device.class, name = Moved.DEVICE),
    @JsonSubTypes.Type(value = Moved.Group.class, name = Moved.GROUP),
    @JsonSubTypes.Type(value = Moved.Blind.class, name = Moved.BLIND),
    @JsonSubTypes.Type(value = Moved.Silenced.class, name = Moved.SILENCED),
    @JsonSubTypes.Type(value = Moved.Incident.class, name = Moved.INCIDENT),
    @JsonSubTypes.Type(value = Moved.Heard.class, name = Moved.HEARD),
    @JsonSubTypes.Type(value = Moved.DeadLetter.class, name = Moved.DEAD_LETTER),
    @JsonSubTypes.Type(value = Moved.Logged.class, name = Moved.LOGGED),
    @JsonSubTypes.Type(value = Moved.Sink.class, name = Moved.SINK),
    @JsonSubTypes.Type(value = Moved.Waiting.class, name = Moved.WAITING),
    @JsonSubTypes.Type(value = Moved.Ticket.class, name = Moved.TICKET),
    @JsonSubTypes.Type(value = Moved.Repeated.class, name = Moved.REPEATED)
})
public sealed interface Moved {
    String DEVICE = "device";
    String GROUP = "group";
    String BLIND = "blind-source";
    String SILENCED = "silence";
    String INCIDENT = "incident";
    String HEARD = "heard";
    String DEAD_LETTER = "dead-letter";
    String LOGGED = "event";
    String SINK = "sink";
    String WAITING = "waiting";
    String TICKET = "ticket";
    String REPEATED = "repetition";

    /** The name of its kind, as it is in the file. */
    String kind();

    /**
     * A device.
     *
     * @param past whether the deadline in its presence has been worked on and must not come again
     * @param incidentCase absent if nothing is held about incidents
     * @param casePast as {@code past}, of its case
     * @param group absent if it has none, or it is not known
     * @param heard the keys of the latest signals about it, one after the other; empty if they are not kept by device
     */
    record Device(
            String client,
            byte[] presence,
            boolean past,
            Optional<byte[]> incidentCase,
            boolean casePast,
            Optional<String> group,
            byte[] heard)
            implements Moved {
        @Override
        public String kind() {
            return DEVICE;
        }
    }

    /**
     * The case of a group.
     *
     * @param past whether its deadline has been worked on and must not come again
     */
    record Group(String name, byte[] body, boolean past) implements Moved {
        @Override
        public String kind() {
            return GROUP;
        }
    }

    /** A source that is blind. */
    record Blind(String source, byte[] body) implements Moved {
        @Override
        public String kind() {
            return BLIND;
        }
    }

    /**
     * A silence that has not ended; also one that is switched off, because it is invalid.
     *
     * @param until when it ends; far in the future if that cannot be read
     */
    record Silenced(String id, Instant until, byte[] body) implements Moved {
        @Override
        public String kind() {
            return SILENCED;
        }
    }

    /** An open incident as its latest event describes it. */
    record Incident(String id, byte[] body) implements Moved {
        @Override
        public String kind() {
            return INCIDENT;
        }
    }

    /**
     * The latest signals of all devices, where they are not kept by device.
     *
     * @param keys one after the other
     */
    record Heard(byte[] keys) implements Moved {
        @Override
        public String kind() {
            return HEARD;
        }
    }

    /** A dead letter; they come in their order. */
    record DeadLetter(byte[] letter) implements Moved {
        @Override
        public String kind() {
            return DEAD_LETTER;
        }
    }

    /**
     * An event that a sink may still have to receive. Events of one subject come in their order.
     *
     * @param number greater than that of the event before
     * @param addressee the only sink that it is for; absent if it is for every sink that wants it
     */
    record Logged(long number, byte[] event, Optional<String> addressee, Optional<String> trace) implements Moved {
        @Override
        public String kind() {
            return LOGGED;
        }
    }

    /**
     * How far a sink has come.
     *
     * @param cursor it is done with all events up to this number, except those that wait
     * @param reach events up to this number may have been tried
     * @param disabled why it is disabled; absent if it is not
     */
    record Sink(String name, long cursor, long reach, Optional<String> disabled) implements Moved {
        @Override
        public String kind() {
            return SINK;
        }
    }

    /**
     * An event up to a sink's cursor that the sink still has to receive.
     *
     * @param number of the event
     * @param error of the last attempt; empty if there was none
     * @param maybe whether an attempt may have reached the sink
     */
    record Waiting(String sink, long number, int attempts, Instant due, String error, boolean maybe) implements Moved {
        @Override
        public String kind() {
            return WAITING;
        }
    }

    /**
     * An open ticket of a sink.
     *
     * @param subject of the events about it; absent if it is not known any more
     * @param receipt what the sink keeps for it
     */
    record Ticket(String sink, String ticket, Optional<String> subject, Optional<String> receipt) implements Moved {
        @Override
        public String kind() {
            return TICKET;
        }
    }

    /** An event that a sink wants repeated while its ticket is open. */
    record Repeated(String sink, String ticket, Duration every, byte[] event) implements Moved {
        @Override
        public String kind() {
            return REPEATED;
        }
    }
}
