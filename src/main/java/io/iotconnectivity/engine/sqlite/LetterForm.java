package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.Letter;
import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.event.CloudEvents;

/** The form of dead letters in the table: events are shown, and given to sinks, as JSON. */
record LetterForm(CloudEvents json, EventCodec events) {

    /** The letter as it is stored. */
    Letter readable(Letter letter) {
        byte[] payload = letter.payload();
        if (letter.eventId().isEmpty() || payload.length > 0 && payload[0] == '{') {
            return letter;
        }
        byte[] shown;
        try {
            shown = json.write(events.read(payload));
        } catch (MalformedRecord asItIs) {
            return letter;
        }
        return new Letter(
                letter.outbound(),
                letter.origin(),
                letter.reason(),
                letter.topic(),
                letter.subject(),
                letter.eventId(),
                shown,
                shown.length,
                letter.attempts(),
                letter.at());
    }
}
