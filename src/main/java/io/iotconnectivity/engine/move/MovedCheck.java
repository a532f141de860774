package io.iotconnectivity.engine.move;

import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.LetterCodec;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.signal.ClientId;

/** Checks whether this version can decode what is moved, and whether its parts fit together. */
final class MovedCheck {
    private static final PresenceCodec PRESENCES = new PresenceCodec();
    private static final CaseCodec CASES = new CaseCodec();
    private static final EventCodec EVENTS = new EventCodec();
    private static final LetterCodec LETTERS = new LetterCodec();
    private long number;

    /**
     * @throws IllegalArgumentException if something cannot be decoded
     */
    void check(Moved item) {
        try {
            decode(item);
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("its " + item.kind() + " cannot be decoded: " + e.getMessage(), e);
        }
    }

    private void decode(Moved item) {
        if (item instanceof Moved.Device device) {
            ClientId client = new ClientId(device.client());
            PRESENCES.read(client, device.presence());
            device.incidentCase().ifPresent(stored -> CASES.device(client, stored));
            HeardKeys.split(device.heard());
        } else if (item instanceof Moved.Group group) {
            CASES.group(group.name(), group.body());
        } else if (item instanceof Moved.Blind blind) {
            CASES.blind(blind.source(), blind.body());
        } else if (item instanceof Moved.Incident incident) {
            CASES.incident(incident.id(), incident.body());
        } else if (item instanceof Moved.Heard heard) {
            HeardKeys.split(heard.keys());
        } else if (item instanceof Moved.DeadLetter letter) {
            LETTERS.readLetter(letter.letter());
        } else if (item instanceof Moved.Logged logged) {
            EVENTS.read(logged.event());
            if (logged.number() <= number) {
                throw new IllegalArgumentException("its events are not in order");
            }
            number = logged.number();
        } else if (item instanceof Moved.Repeated repeated) {
            EVENTS.read(repeated.event());
        }
        // A silence may be invalid; the others are numbers and texts.
    }
}
