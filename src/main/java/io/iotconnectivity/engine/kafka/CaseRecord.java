package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.event.Common;
import io.iotconnectivity.event.Note;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.incident.SloReading;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A record of the topic {@code cases-in}, which the incident stage processes. */
sealed interface CaseRecord {

    /**
     * The device stage has appended an event about the device that is the record's key.
     *
     * @param round of the signal that caused it
     * @param presence the device's state after the step, encoded
     * @param event the event, encoded
     */
    record Told(int round, Optional<String> trace, byte[] presence, byte[] event) implements CaseRecord {}

    /** Deadlines of cases are due. */
    record Tick(int partition) implements CaseRecord {}

    /** A silence is set, or the one with its id replaced. */
    record Silenced(Silence silence) implements CaseRecord {}

    /** A silence is ended now. */
    record Unsilenced(String id) implements CaseRecord {}

    /** A source has become blind or recovered. */
    record Sighted(Sight sight) implements CaseRecord {}

    /** It was measured how a class does against its objective for availability. */
    record Measured(SloReading reading) implements CaseRecord {}

    /** To every partition: somebody did something about an incident, which one of them has. */
    record Noted(String incidentId, Note note) implements CaseRecord {}

    /** To every partition: it was found what the devices of an incident have in common, which one of them has. */
    record Compared(String incidentId, Optional<Common> common) implements CaseRecord {}

    /** What another installation has exported, to be put in place as it is. */
    sealed interface Imported extends CaseRecord {}

    /**
     * The device that is the record's key.
     *
     * @param presence its state, encoded
     * @param stored its case, encoded; absent if nothing is held
     * @param past whether the deadline of the case has been worked on and must not come again
     */
    record ImportedDevice(byte[] presence, Optional<byte[]> stored, boolean past) implements Imported {}

    /**
     * A group.
     *
     * @param stored its case, encoded
     * @param past as of {@link ImportedDevice}
     */
    record ImportedGroup(String name, byte[] stored, boolean past) implements Imported {}

    /**
     * A silence.
     *
     * @param body as it was stored, valid or not
     */
    record ImportedSilence(String id, byte[] body) implements Imported {}

    /** A source that is blind, besides others. */
    record ImportedBlind(BlindSource source) implements Imported {}

    /**
     * An open incident.
     *
     * @param event the latest about it, encoded
     */
    record ImportedIncident(byte[] event) implements Imported {}

    /**
     * To every partition: no deadline fires before then.
     *
     * @param holder a later record of the same holder replaces an earlier one
     */
    record Held(String holder, Instant until) implements CaseRecord {}

    /**
     * To every partition: these sources are blind from now on, and no others.
     *
     * @param partition that has been told so by a {@link Sighted}, and knows better
     */
    record BlindNow(int partition, List<BlindSource> sources) implements CaseRecord {}
}
