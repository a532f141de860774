package io.iotconnectivity.settings;

import io.iotconnectivity.settings.Settings.DynamoDb;
import java.time.Duration;
import java.util.regex.Pattern;

/** Reads {@code sink.dynamodb.*}, beyond what every sink has. */
final class DynamoDbReader {
    private static final Pattern TABLE = Pattern.compile("[A-Za-z0-9_.-]{3,255}");

    private final Values values;

    DynamoDbReader(Values values) {
        this.values = values;
    }

    DynamoDb read() {
        return new DynamoDb(
                values.flag("sink.dynamodb.enabled"),
                table("sink.dynamodb.devices-table"),
                table("sink.dynamodb.events-table"),
                values.flag("sink.dynamodb.create-tables"),
                values.duration("sink.dynamodb.events-ttl", Duration.ofMinutes(1), Duration.ofDays(3650)));
    }

    private String table(String key) {
        return values.matching(key, TABLE, "is not a table name; write 3 to 255 letters, digits, '.', '_', '-'");
    }
}
