package io.iotconnectivity.report.parquet;

import io.iotconnectivity.availability.Figures;
import io.iotconnectivity.report.FleetReport;
import io.iotconnectivity.report.FleetReport.DeviceFigures;
import io.iotconnectivity.report.ReportQuery;
import io.iotconnectivity.report.Reports;
import io.iotconnectivity.signal.ExtraField;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;

/**
 * Writes reports as Parquet: one row a device, in the order of the client ids, with the columns of the CSV and the
 * period. Times are whole milliseconds, and what is not known is null.
 *
 * @see <a href="https://parquet.apache.org/docs/file-format/">Parquet</a>
 */
public final class ParquetReport {
    /** How much is held in memory until it is written: a few ten thousand devices. */
    private static final long ROW_GROUP_BYTES = 8 << 20;

    private static final int PAGE_BYTES = 256 << 10;

    private ParquetReport() {}

    /**
     * Computes a report and writes it into a file, which is replaced if it exists.
     *
     * @throws IOException if the file cannot be written
     * @throws NoClassDefFoundError if the libraries of {@code lib/parquet} are missing
     */
    public static FleetReport write(Reports reports, ReportQuery query, Path file) throws IOException {
        try (ParquetWriter<DeviceFigures> writer = ReportRows.into(
                        new LocalOutputFile(file),
                        columns(query, reports.settings().columns()))
                .withConf(new PlainParquetConfiguration())
                .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .withRowGroupSize(ROW_GROUP_BYTES)
                .withPageSize(PAGE_BYTES)
                .build()) {
            return reports.report(query, device -> write(writer, device));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void write(ParquetWriter<DeviceFigures> writer, DeviceFigures device) {
        try {
            writer.write(device);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<DeviceColumn<?>> columns(ReportQuery query, List<ExtraField> known) {
        List<DeviceColumn<?>> columns = new ArrayList<>(figures(query));
        known.forEach(field -> columns.add(DeviceColumn.text(name(field), device -> field.in(device.extra()))));
        return columns;
    }

    /** Athena and Hive take no other characters in the names of columns. */
    private static String name(ExtraField field) {
        return field.key().replaceAll("[^A-Za-z0-9_]", "_");
    }

    private static List<DeviceColumn<?>> figures(ReportQuery query) {
        long from = query.from().toEpochMilli();
        return List.of(
                DeviceColumn.moment("periodFrom", device -> from),
                DeviceColumn.moment(
                        "periodUntil", device -> from + device.figures().period()),
                DeviceColumn.text("clientId", device -> Optional.of(device.client())),
                DeviceColumn.text("group", DeviceFigures::group),
                DeviceColumn.text("class", device -> Optional.of(device.deviceClass())),
                DeviceColumn.share("availability", Figures::availability),
                figure("periodMillis", Figures::period),
                figure("upMillis", Figures::up),
                figure("downMillis", Figures::down),
                figure("excludedMillis", Figures::excluded),
                figure("unknownMillis", Figures::unknown),
                figure("silentMillis", Figures::silent),
                figure("maintenanceMillis", Figures::maintenance),
                figure("blindMillis", Figures::blind),
                figure("plannedMillis", Figures::planned),
                figure("connections", Figures::connections),
                DeviceColumn.mean("meanConnectionMillis", Figures::meanConnection),
                figure("longestConnectionMillis", Figures::longestConnection),
                figure("outages", Figures::outages),
                figure("interruptions", Figures::interruptions),
                figure("longestOutageMillis", Figures::longestOutage),
                DeviceColumn.mean("mttrMillis", Figures::mttr),
                DeviceColumn.mean("mtbfMillis", Figures::mtbf),
                DeviceColumn.numbers(
                        "downMillisByReason", device -> device.figures().downByReason()));
    }

    private static DeviceColumn<Long> figure(String name, ToLongFunction<Figures> value) {
        return DeviceColumn.number(name, device -> value.applyAsLong(device.figures()));
    }
}
