package io.iotconnectivity.report;

import io.iotconnectivity.report.FleetReport.DeviceFigures;
import io.iotconnectivity.signal.ExtraField;
import io.iotconnectivity.signal.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Writes reports as CSV (RFC 4180, UTF-8): one row a device, in the order of the client ids; after the figures, what
 * enrich routes know about it, as far as the settings name it.
 */
public final class CsvReport {
    /**
     * Spreadsheets compute cells that begin with one of these signs, some also with the wide ones. Where the comma is
     * the decimal sign, they begin a new cell at each semicolon, and some do at each tab.
     *
     * @see <a href="https://owasp.org/www-community/attacks/CSV_Injection">CSV injection</a>
     */
    private static final Pattern FORMULA =
            Pattern.compile("((?:^|[;\t\r\n]) *)([=+@\\-\t\r\n\uff1d\uff0b\uff0d\uff20])");

    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader(
                    "clientId",
                    "group",
                    "class",
                    "availability",
                    "periodSeconds",
                    "upSeconds",
                    "downSeconds",
                    "excludedSeconds",
                    "unknownSeconds",
                    "silentSeconds",
                    "maintenanceSeconds",
                    "blindSeconds",
                    "plannedSeconds",
                    "connections",
                    "meanConnectionSeconds",
                    "longestConnectionSeconds",
                    "outages",
                    "interruptions",
                    "longestOutageSeconds",
                    "mttrSeconds",
                    "mtbfSeconds",
                    "downSecondsByReason")
            .get();

    private CsvReport() {}

    /**
     * Computes a report and writes it into a file, which is replaced if it exists.
     *
     * @throws IOException if the file cannot be written
     */
    public static FleetReport write(Reports reports, ReportQuery query, Path file) throws IOException {
        List<ExtraField> columns = reports.settings().columns();
        CSVFormat format = FORMAT.builder()
                .setHeader(Stream.concat(
                                Stream.of(FORMAT.getHeader()), columns.stream().map(ExtraField::key))
                        .toArray(String[]::new))
                .get();
        try (CSVPrinter printer = new CSVPrinter(Files.newBufferedWriter(file, StandardCharsets.UTF_8), format)) {
            return reports.report(query, device -> row(printer, device, columns));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void row(CSVPrinter printer, DeviceFigures device, List<ExtraField> columns) {
        FiguresView figures = FiguresView.of(device.figures());
        try {
            List<Object> cells = new ArrayList<>(List.of(
                    text(device.client()),
                    text(device.group().orElse("")),
                    text(device.deviceClass()),
                    figures.availability().map(share -> Double.toString(share)).orElse(""),
                    seconds(figures.periodSeconds()),
                    seconds(figures.upSeconds()),
                    seconds(figures.downSeconds()),
                    seconds(figures.excludedSeconds()),
                    seconds(figures.unknownSeconds()),
                    seconds(figures.silentSeconds()),
                    seconds(figures.maintenanceSeconds()),
                    seconds(figures.blindSeconds()),
                    seconds(figures.plannedSeconds()),
                    figures.connections(),
                    seconds(figures.meanConnectionSeconds()),
                    seconds(figures.longestConnectionSeconds()),
                    figures.outages(),
                    figures.interruptions(),
                    seconds(figures.longestOutageSeconds()),
                    seconds(figures.mttrSeconds()),
                    seconds(figures.mtbfSeconds()),
                    text(reasons(figures.downSecondsByReason()))));
            columns.forEach(column -> cells.add(text(column.in(device.extra()).orElse(""))));
            printer.printRecord(cells);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String reasons(Map<String, Double> reasons) {
        return reasons.entrySet().stream()
                .map(each -> Printable.of(each.getKey()) + "=" + seconds(each.getValue()))
                .collect(Collectors.joining("; "));
    }

    /** Whole seconds and milliseconds, never with an exponent. */
    private static String seconds(double seconds) {
        long millis = Math.round(seconds * 1000);
        return millis % 1000 == 0
                ? Long.toString(millis / 1000)
                : millis / 1000 + "." + String.valueOf(millis % 1000 + 1000).substring(1);
    }

    private static String seconds(Optional<Double> seconds) {
        return seconds.map(known -> seconds(known.doubleValue())).orElse("");
    }

    /** Nothing that a device is called becomes a formula. */
    private static String text(String text) {
        return FORMULA.matcher(text).replaceAll("$1'$2");
    }
}
