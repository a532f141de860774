package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.view.StoredCounts;
import io.iotconnectivity.incident.Silence;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Counts rows in the file. */
final class CountedRows implements StoredCounts.Source {
    private final Readers readers;
    private final Supplier<List<Silence>> allSilences;

    /**
     * @param allSilences the active silences
     */
    CountedRows(Readers readers, Supplier<List<Silence>> allSilences) {
        this.readers = readers;
        this.allSilences = allSilences;
    }

    @Override
    public Map<String, Long> deadLetters() {
        return counts("SELECT direction, count(*) FROM dead_letter GROUP BY direction");
    }

    @Override
    public Map<String, Long> openIncidents() {
        return counts("SELECT kind, count(*) FROM incident WHERE status = 'open' GROUP BY kind");
    }

    @Override
    public List<Silence> silences() {
        return allSilences.get();
    }

    private Map<String, Long> counts(String sql) {
        return readers.read(connection -> {
            Map<String, Long> counts = new HashMap<>();
            try (PreparedStatement select = connection.prepareStatement(sql);
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    counts.put(row.getString(1), row.getLong(2));
                }
            }
            return counts;
        });
    }
}
