package io.iotconnectivity.enrich;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads what an enrich route returned. It may be an object by client id; rows that each have the client id in a field {@code clientId},
 * {@code client_id} or the like; or, for a single device, just its fields. Each may be Java objects or JSON.
 */
final class AnswerReader {
    /** Longer texts are rejected. */
    static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final String CLIENT = "clientid";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private AnswerReader() {}

    /**
     * @param extra what the route knows
     * @param whole whether all of it fitted
     */
    record Read(Extra extra, boolean whole) {}

    /**
     * Finds what was answered about each of these clients.
     *
     * @return without the clients that the route does not know
     * @throws UnusableAnswer if it says nothing about devices
     */
    static Map<ClientId, Read> read(Object answer, List<ClientId> asked) throws UnusableAnswer {
        Object told = answer instanceof String || answer instanceof byte[] || answer instanceof InputStream
                ? json(answer)
                : answer;
        Map<String, ClientId> wanted = new HashMap<>();
        asked.forEach(client -> wanted.put(client.value(), client));
        Map<ClientId, Read> found = new HashMap<>();
        if (told instanceof Map<?, ?> map) {
            readMap(map, asked, wanted, found);
        } else if (told instanceof Iterable<?> rows) {
            for (Object row : rows) {
                readRow(row, wanted, found);
            }
        } else {
            throw new UnusableAnswer("it returned "
                    + (told == null ? "nothing" : "a " + told.getClass().getSimpleName())
                    + " instead of an object by client id or rows with a clientId");
        }
        return found;
    }

    private static void readMap(
            Map<?, ?> map, List<ClientId> asked, Map<String, ClientId> wanted, Map<ClientId, Read> found)
            throws UnusableAnswer {
        boolean byClient = map.entrySet().stream()
                .anyMatch(entry ->
                        wanted.containsKey(String.valueOf(entry.getKey())) && entry.getValue() instanceof Map<?, ?>);
        if (byClient) {
            map.forEach((key, value) -> {
                ClientId client = wanted.get(String.valueOf(key));
                if (client != null && value instanceof Map<?, ?> fields) {
                    found.put(client, fields(fields));
                }
            });
        } else if (asked.size() == 1 && map.values().stream().noneMatch(Map.class::isInstance)) {
            found.put(asked.get(0), fields(map));
        } else if (map.values().stream().anyMatch(value -> value != null && !(value instanceof Map<?, ?>))) {
            throw new UnusableAnswer("it returned an object whose values are not the fields of devices");
        }
    }

    private static void readRow(Object row, Map<String, ClientId> wanted, Map<ClientId, Read> found)
            throws UnusableAnswer {
        if (!(row instanceof Map<?, ?> fields)) {
            throw new UnusableAnswer("it returned a list with something other than rows in it");
        }
        Object id = fields.entrySet().stream()
                .filter(field -> isClient(field.getKey()))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElseThrow(() -> new UnusableAnswer("it returned a row without a clientId"));
        ClientId client = wanted.get(String.valueOf(id));
        if (client != null) {
            found.put(client, fields(fields));
        }
    }

    private static Read fields(Map<?, ?> told) {
        Map<String, String> fields = new LinkedHashMap<>();
        boolean whole = true;
        for (Map.Entry<?, ?> field : told.entrySet()) {
            Object value = field.getValue();
            if (isClient(field.getKey()) || value == null) {
                continue;
            }
            if (value instanceof Map<?, ?>
                    || value instanceof Iterable<?>
                    || value.getClass().isArray()) {
                whole = false;
            } else if (!String.valueOf(value).isBlank()) {
                fields.put(name(field.getKey()), String.valueOf(value).strip());
            }
        }
        Extra extra = new Extra(fields);
        return new Read(extra, whole && extra.fields().equals(fields));
    }

    private static boolean isClient(Object key) {
        // Spreadsheets begin their files with a byte order mark.
        String name = String.valueOf(key);
        return name.length() <= CLIENT.length() + 2
                && name.replaceAll("[_ \\uFEFF-]", "").toLowerCase(Locale.ROOT).equals(CLIENT);
    }

    /** Columns may be called as people like: {@code Contact Person} becomes {@code Contact_Person}. */
    private static String name(Object key) {
        return Printable.cut(String.valueOf(key).strip().replaceAll("[^A-Za-z0-9_-]+", "_"), 64);
    }

    private static Object json(Object answer) throws UnusableAnswer {
        byte[] bytes = bytes(answer);
        if (bytes.length == 0) {
            throw new UnusableAnswer("it returned nothing");
        }
        if (bytes.length > MOST_BYTES) {
            throw new UnusableAnswer("it returned more than " + MOST_BYTES / 1024 / 1024 + " MiB");
        }
        try {
            return JSON.readValue(bytes, Object.class);
        } catch (JsonProcessingException e) {
            throw new UnusableAnswer("it returned a text that is not JSON");
        } catch (IOException e) {
            throw new UnusableAnswer("what it returned cannot be read");
        }
    }

    private static byte[] bytes(Object answer) throws UnusableAnswer {
        if (answer instanceof byte[] bytes) {
            return bytes;
        }
        if (answer instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return ((InputStream) answer).readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw new UnusableAnswer("what it returned cannot be read: " + e.getMessage());
        }
    }
}
