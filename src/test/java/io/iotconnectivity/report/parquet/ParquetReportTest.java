package io.iotconnectivity.report.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.presence.Story;
import io.iotconnectivity.report.CsvReport;
import io.iotconnectivity.report.KeptReports;
import io.iotconnectivity.report.ReportQuery;
import io.iotconnectivity.report.ReportSettings;
import io.iotconnectivity.signal.ExtraField;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.web.ListedLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads by DuckDB what was written, because it shares no code with the library that writes. */
class ParquetReportTest {
    private static final Instant START = Story.START;

    private final ListedLedger ledger = new ListedLedger();

    @TempDir
    Path folder;

    @AutoClose
    private KeptReports kept;

    @BeforeEach
    void open() {
        kept = KeptReports.open(folder, () -> ledger, new HandClock(START.plus(Duration.ofDays(1))));
    }

    private void tell(Story story) {
        story.events().forEach(event -> ledger.logs(event, true));
        ledger.devices.add(story.presence());
    }

    private Path write() throws IOException {
        Path file = Files.createFile(folder.resolve("report.parquet"));
        ParquetReport.write(kept.reports(), month(), file);
        return file;
    }

    /** Of which one day is over. */
    private static ReportQuery month() {
        return new ReportQuery(
                START,
                START.plus(Duration.ofDays(30)),
                ZoneOffset.UTC,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static List<String> rows(String query) throws SQLException {
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            int columns = row.getMetaData().getColumnCount();
            while (row.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    cells.add(row.getString(i));
                }
                rows.add(String.join(" ", cells));
            }
            return rows;
        }
    }

    @Test
    void fileHasARowForEachDeviceWithItsFigures() throws Exception {
        tell(Story.device("pump-7, \"é\"")
                .connects(1)
                .passes(Duration.ofHours(6))
                .drops(1, Reason.CONNECTION_LOST)
                .passes(Duration.ofMillis(7_200_001))
                .connects(2));
        tell(Story.device("=1+1").connects(1));
        ledger.groupOf.put("pump-7, \"é\"", "plant");

        Path file = write();

        assertThat(rows(
                        "SELECT clientId, \"group\", \"class\", availability, epoch_ms(periodFrom), epoch_ms(periodUntil),"
                                + " periodMillis, upMillis, downMillis, excludedMillis, unknownMillis, connections,"
                                + " meanConnectionMillis, longestConnectionMillis, outages, interruptions,"
                                + " longestOutageMillis, mttrMillis, mtbfMillis, downMillisByReason FROM '" + file
                                + "'"))
                .containsExactly(
                        "=1+1 null default 1.0 " + START.toEpochMilli() + " "
                                + START.plus(Duration.ofDays(1)).toEpochMilli()
                                + " 86400000 86400000 0 0 0 1 86400000 86400000 0 0 0 null null {}",
                        "pump-7, \"é\" plant default " + 79_199_999.0 / 86_400_000 + " " + START.toEpochMilli() + " "
                                + START.plus(Duration.ofDays(1)).toEpochMilli()
                                + " 86400000 79199999 7200001 0 0 2 39600000 57599999 1 0 7200001 7200001 79199999"
                                + " {CONNECTION_LOST=7200001}");
    }

    @Test
    void whatEnrichRoutesKnowHasColumnsWithNamesThatAthenaTakes() throws Exception {
        tell(Story.device("a").connects(1).isTold("sites-2", Map.of("site", "=Oslo")));
        tell(Story.device("b").connects(1));
        ReportSettings usual = kept.reports().settings();
        kept.close();
        kept = KeptReports.open(
                new ReportSettings(
                        true,
                        usual.file(),
                        usual.months(),
                        usual.leastOutage(),
                        usual.zone(),
                        false,
                        false,
                        Map.of(),
                        List.of(new ExtraField("sites-2", "site")),
                        Optional.empty()),
                () -> ledger,
                new HandClock(START.plus(Duration.ofDays(1))),
                List.of());

        assertThat(rows("SELECT clientId, extra_sites_2_site FROM '" + write() + "'"))
                .containsExactly("a =Oslo", "b null");
    }

    @Test
    void columnsAreThoseOfTheCsvAfterThePeriodWithTypesThatNeedNoConversion() throws Exception {
        tell(Story.device("a").connects(1));
        Path csv = folder.resolve("report.csv");
        CsvReport.write(kept.reports(), month(), csv);

        List<String> columns = rows("SELECT column_name, column_type FROM (DESCRIBE FROM '" + write() + "')");

        assertThat(columns.subList(0, 2))
                .containsExactly("periodFrom TIMESTAMP WITH TIME ZONE", "periodUntil TIMESTAMP WITH TIME ZONE");
        assertThat(columns.subList(2, columns.size()))
                .extracting(column -> column.split(" ")[0].replace("Millis", "Seconds"))
                .containsExactly(Files.readAllLines(csv).get(0).split(","));
        assertThat(columns)
                .filteredOn(column -> column.contains("Millis"))
                .allMatch(column -> column.endsWith(" BIGINT") || column.endsWith(" MAP(VARCHAR, BIGINT)"));
        assertThat(columns).contains("availability DOUBLE", "clientId VARCHAR", "outages BIGINT");
    }

    @Test
    void reportOnNoDeviceIsAFileWithoutRows() throws Exception {
        assertThat(rows("SELECT count(*) FROM '" + write() + "'")).containsExactly("0");
    }
}
