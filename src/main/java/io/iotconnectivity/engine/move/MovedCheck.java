package io.iotconnectivity.engine.move;

import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.LetterCodec;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.signal.ClientId;

/** Checks whether this version can decode what is moved, and whether its parts fit together. */
final class MovedCheck {
    private final PresenceCodec presences = new PresenceCodec();
    private final CaseCodec cases = new CaseCodec();
    private final EventCodec events = new EventCodec();
    private final LetterCodec letters = new LetterCodec();
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
            presences.read(client, device.presence());
            device.incidentCase().ifPresent(stored -> cases.device(client, stored));
            HeardKeys.split(device.heard());
        } else if (item instanceof Moved.Group group) {
            cases.group(group.name(), group.body());
        } else if (item instanceof Moved.Blind blind) {
            cases.blind(blind.source(), blind.body());
        } else if (item instanceof Moved.Incident incident) {
            cases.incident(incident.id(), incident.body());
        } else if (item instanceof Moved.Heard heard) {
            HeardKeys.split(heard.keys());
        } else if (item instanceof Moved.DeadLetter letter) {
            letters.readLetter(letter.letter());
        } else if (item instanceof Moved.Logged logged) {
            events.read(logged.event());
            if (logged.number() <= number) {
                throw new IllegalArgumentException("its events are not in order");
            }
            number = logged.number();
        } else if (item instanceof Moved.Repeated repeated) {
            events.read(repeated.event());
        }
        // A silence may be invalid; the others are numbers and texts.
    }
}
