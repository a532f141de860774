package io.iotconnectivity.route;

import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Writes a batch of events as a file, one JSON object per line. Called from routes. */
public final class EventFiles {
    private static final DateTimeFormatter FOLDER =
            DateTimeFormatter.ofPattern("yyyy/MM/dd/HH/", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final CloudEvents json;
    private final String prefix;

    /**
     * @param prefix of all names, with its trailing slash if it has one
     */
    public EventFiles(CloudEvents json, String prefix) {
        this.json = json;
        this.prefix = prefix;
    }

    /**
     * A name under the hour (UTC) of the first event. The same events, delivered again, get the same name and so
     * overwrite themselves.
     *
     * @param events at least one
     */
    public String name(List<Event> events) {
        Event first = events.get(0);
        Instant time = first.time();
        return prefix + FOLDER.format(time) + MOMENT.format(time) + "-" + first.id() + ".jsonl";
    }

    /** The content in UTF-8; each line ends with a line feed. */
    public byte[] lines(List<Event> events) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (Event event : events) {
            lines.writeBytes(json.write(event));
            lines.write('\n');
        }
        return lines.toByteArray();
    }
}
